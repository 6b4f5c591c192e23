using System.Buffers;
using TalosBoot.Core.Work;
using TalosBoot.FileSystems.SquashFs.Codecs;
using TalosBoot.FileSystems.SquashFs.OnDisk;

namespace TalosBoot.FileSystems.SquashFs.Writing;

/// <summary>
/// Compresses blocks on several threads and writes them in the order in which they were produced, so that the image does not depend on the
/// threads (docs/formats/squashfs.md).
/// </summary>
/// <remarks>
/// Memory: each block that was produced and is not yet written holds one buffer of a block's size, and each thread one more while it
/// compresses. At most <see cref="SlotsPerThread"/> blocks for each thread are on their way, and one more is being read.
/// </remarks>
internal sealed class BlockWriter(Stream output, long start, SquashFsCodec codec, int blockSize, StageProgress progress) : OrderedWork<DataBlock, object, object>
{
    /// <summary>The blocks that may be on their way, for each thread.</summary>
    public const int SlotsPerThread = 4;

    // The tables of the thirstiest codec, xz, have ten times the size of a block, and some that do not depend on it.
    const long CodecMemory = 2 * 1024 * 1024;
    const long CodecMemoryPerByte = 12;

    static readonly object Nothing = new();

    readonly List<FragmentEntry> _fragments = [];

    /// <summary>Where the next block goes: after the run, the end of the blocks.</summary>
    public long Position { get; private set; } = start;

    public IReadOnlyList<FragmentEntry> Fragments => _fragments;

    protected override int SlotsPerWorker => SlotsPerThread;

    protected override long WorkerMemory => codec.StoresAll ? 0 : CodecMemory + (blockSize * CodecMemoryPerByte);

    protected override long SlotMemory => blockSize;

    public Task RunAsync(IReadOnlyList<FileData> contents, WorkBudget budget, CancellationToken cancellationToken) =>
        RunAsync(new BlockProducer(contents, blockSize).Produce(cancellationToken), budget, maxThreads: 0, cancellationToken);

    protected override object CreateSlot() => Nothing;

    protected override object CreateWorker() => Nothing;

    protected override void Work(object worker, DataBlock job, object slot, CancellationToken cancellationToken) => Compress(job);

    protected override void Emit(DataBlock job, object slot, CancellationToken cancellationToken) => Write(job);

    void Compress(DataBlock block)
    {
        if (block.Buffer is not { } input)
        {
            return;
        }

        var content = input.AsSpan(0, block.Length);
        if (!content.ContainsAnyExcept((byte)0))
        {
            ArrayPool<byte>.Shared.Return(input);
            block.Buffer = null;
            return;
        }

        block.StoredLength = block.Length;
        if (block.IsIncompressible || codec.StoresAll)
        {
            return;
        }

        var output = ArrayPool<byte>.Shared.Rent(blockSize);
        var length = codec.CompressBlock(content, output.AsSpan(0, blockSize));
        block.IsCompressed = length > 0;
        if (block.IsCompressed)
        {
            (block.Buffer, block.StoredLength) = (output, length);
        }

        ArrayPool<byte>.Shared.Return(block.IsCompressed ? input : output);
    }

    void Write(DataBlock block)
    {
        var word = block.Buffer is null ? SizeWord.Hole : SizeWord.Of(block.StoredLength, block.IsCompressed);
        if (block.File is null)
        {
            _fragments.Add(new FragmentEntry((ulong)Position, word));
        }
        else
        {
            block.File.SizeWords[block.Index] = word;
            if (block.Index == 0)
            {
                block.File.Start = Position;
            }
        }

        if (block.Buffer is { } buffer)
        {
            output.Write(buffer, 0, block.StoredLength);
            Position += block.StoredLength;
            ArrayPool<byte>.Shared.Return(buffer);
            block.Buffer = null;
        }

        progress.Add(block.Length);
    }
}
