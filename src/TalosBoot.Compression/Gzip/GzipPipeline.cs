using TalosBoot.Compression.Content;
using TalosBoot.Core.Content;

namespace TalosBoot.Compression.Gzip;

/// <summary>Deflates the runs of a content in parallel, and writes them one after the other. Each starts and ends on a byte.</summary>
internal sealed class GzipPipeline(BlobSource content, ICompressedSink output, GzipWriterOptions options)
    : RunPipeline<RunResult<uint>, DeflateEncoder>(content, ContentRuns.DefaultLength, options.Progress)
{
    // Zeros are written as copies of one piece, and a rest.
    const int ZeroPieceLength = 1024 * 1024;

    // Tables, and the symbols of a block.
    const long EncoderMemory = 2 * 1024 * 1024;

    static readonly byte[] Zeros = new byte[ZeroPieceLength];

    readonly Lazy<byte[]> _zeroPiece = new(() => DeflateZeros(options.Level));

    /// <summary>The checksum of everything that was written.</summary>
    public uint Crc32 { get; private set; }

    protected override Stream Output => output.Output;

    protected override long WorkerMemory => EncoderMemory;

    protected override RunResult<uint> CreateSlot() => new();

    protected override DeflateEncoder CreateWorker() => new(options.Level);

    protected override void Work(DeflateEncoder worker, ContentRun job, RunResult<uint> slot, CancellationToken cancellationToken)
    {
        slot.Read(Content, job, job.Kind == RunKind.Data ? DeflateFormat.WindowSize : 0, cancellationToken);
        var isLast = job.End == Content.Length;
        switch (job.Kind)
        {
            case RunKind.Hole:
                slot.Value = Checksums.Crc32.OfZeros(job.Length);
                worker.Encode(Zeros.AsSpan(0, RestOfZeros(job.Length)), 0, isLast, slot.Output);
                break;
            case RunKind.Stored:
                slot.Value = Checksums.Crc32.Compute(slot.Input);
                break;
            default:
                slot.Value = Checksums.Crc32.Compute(slot.Input);
                worker.Encode(slot.InputWithHistory, slot.HistoryLength, isLast, slot.Output);
                break;
        }
    }

    protected override void Write(ContentRun run, RunResult<uint> slot, CancellationToken cancellationToken)
    {
        switch (run.Kind)
        {
            case RunKind.Hole:
                for (var left = run.Length - RestOfZeros(run.Length); left > 0; left -= ZeroPieceLength)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    output.Write(_zeroPiece.Value);
                }

                break;
            case RunKind.Stored:
                DeflateBlocks.WriteStored(slot.Input, run.Offset, run.End == Content.Length, output);
                break;
        }

        output.Write(slot.Output.Written);
        Crc32 = Checksums.Crc32.Combine(Crc32, slot.Value, run.Length);
    }

    // At least one byte, so that the last block is always in the rest.
    static int RestOfZeros(long length) => (int)((length - 1) % ZeroPieceLength) + 1;

    static byte[] DeflateZeros(GzipLevel level)
    {
        var encoder = new DeflateEncoder(level);
        var piece = new ByteSink(0);
        encoder.Encode(Zeros, 0, isLast: false, piece);
        return piece.Written.ToArray();
    }
}
