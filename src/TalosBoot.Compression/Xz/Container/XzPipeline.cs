using System.Runtime.InteropServices;
using TalosBoot.Compression.Content;
using TalosBoot.Compression.Xz.Lzma;
using TalosBoot.Core.Content;

namespace TalosBoot.Compression.Xz.Container;

/// <summary>Makes a block of each run of a content, in parallel, and writes them one after the other.</summary>
internal sealed class XzPipeline(BlobSource content, Stream output, XzWriterOptions options)
    : RunPipeline<RunResult<XzRecord>, XzRunEncoder>(content, BlockSize(options.Preset), options.Progress)
{
    const int MinBlockSize = 1024 * 1024;
    const int MaxBlockSize = 32 * 1024 * 1024;
    const int BlockSizeFactor = 2;

    // The small tables of a match finder, and the state of a parser.
    const long EncoderMemory = 2 * 1024 * 1024;
    const int EntrySize = 4;

    // What the chunks of a block grow to by doubling, for each byte of it; two links of a tree for each byte of the dictionary.
    const int ChunksLength = 2;
    const int TreeSize = 8;

    readonly LzmaEffort _effort = LzmaEffort.Of(options.Preset);
    readonly List<XzRecord> _records = [];
    readonly Lazy<(byte[] Block, XzRecord Record)> _zeroBlock = new(() => EncodeZeroBlock(options));

    /// <summary>Where blocks of data are cut: twice the dictionary, as far as memory allows.</summary>
    static int BlockSize(XzPreset preset) => Math.Clamp(LzmaEffort.Of(preset).DictionarySize * BlockSizeFactor, MinBlockSize, MaxBlockSize);

    /// <summary>Writes what stands behind the blocks.</summary>
    public void WriteIndex()
    {
        var index = new ByteSink(0);
        XzIndexWriter.Write(CollectionsMarshal.AsSpan(_records), options.Check, index);
        output.Write(index.Written);
    }

    protected override Stream Output => output;

    protected override long WorkerMemory => LongestData == 0
        ? 0
        : EncoderMemory + ((long)LzmaHash.Count4(_effort.DictionarySize) * EntrySize) + (LongestData * ChunksLength)
            + (Math.Min(_effort.DictionarySize, LongestData) * TreeSize);

    protected override RunResult<XzRecord> CreateSlot() => new();

    protected override XzRunEncoder CreateWorker() => new(_effort, options.Check);

    protected override void Work(XzRunEncoder worker, ContentRun job, RunResult<XzRecord> slot, CancellationToken cancellationToken)
    {
        slot.Read(Content, job, 0, cancellationToken);
        slot.Value = job.Kind switch
        {
            RunKind.Hole => worker.EncodeZeros(XzRunEncoder.RestOfZeros(job.Length), slot.Output, cancellationToken),
            RunKind.Stored => worker.Store(slot.Input, slot.Output),
            _ => worker.Encode(slot.Buffer, slot.Input.Length, slot.Output, cancellationToken),
        };
    }

    protected override void Write(ContentRun run, RunResult<XzRecord> slot, CancellationToken cancellationToken)
    {
        if (run.Kind == RunKind.Hole)
        {
            for (var left = run.Length - XzRunEncoder.RestOfZeros(run.Length); left > 0; left -= XzRunEncoder.ZeroBlockLength)
            {
                cancellationToken.ThrowIfCancellationRequested();
                output.Write(_zeroBlock.Value.Block);
                _records.Add(_zeroBlock.Value.Record);
            }
        }

        output.Write(slot.Output.Written);
        _records.Add(slot.Value);
    }

    static (byte[] Block, XzRecord Record) EncodeZeroBlock(XzWriterOptions options)
    {
        var block = new ByteSink(0);
        var record = new XzRunEncoder(LzmaEffort.Of(XzPreset.Fast), options.Check).EncodeZeros(XzRunEncoder.ZeroBlockLength, block, default);
        return (block.Written.ToArray(), record);
    }
}
