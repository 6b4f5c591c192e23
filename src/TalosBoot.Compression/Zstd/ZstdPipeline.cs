using TalosBoot.Compression.Content;
using TalosBoot.Core.Content;

namespace TalosBoot.Compression.Zstd;

/// <summary>Compresses the runs of a content in parallel, and puts them into one frame.</summary>
internal sealed class ZstdPipeline(BlobSource content, ZstdFrameWriter frame, Stream output, ZstdWriterOptions options)
    : RunPipeline<RunBuffers, ZstdRunCompressor>(content, ContentRuns.DefaultLength, options.Progress)
{
    readonly ZstdRunMemory? _memory = options.Cache is { } cache ? new ZstdRunMemory(cache, options) : null;

    protected override Stream Output => output;

    protected override long WorkerMemory => ZstdRunCompressor.MemoryFor(options.Level, options.WindowLog, LongestData);

    protected override RunBuffers CreateSlot() => new();

    protected override ZstdRunCompressor CreateWorker() => new(options.Level, options.WindowLog);

    protected override void Work(ZstdRunCompressor worker, ContentRun job, RunBuffers slot, CancellationToken cancellationToken)
    {
        slot.Read(Content, job, 0, cancellationToken);
        if (job.Kind == RunKind.Data)
        {
            Compress(worker, slot, cancellationToken);
        }
    }

    protected override void Write(ContentRun run, RunBuffers slot, CancellationToken cancellationToken)
    {
        switch (run.Kind)
        {
            case RunKind.Hole:
                frame.WriteZeros(run.Length, cancellationToken);
                break;
            case RunKind.Stored:
                frame.WriteStored(slot.Input);
                break;
            default:
                frame.WriteBlocks(slot.Input, slot.Output.Written);
                break;
        }
    }

    void Compress(ZstdRunCompressor worker, RunBuffers slot, CancellationToken cancellationToken)
    {
        if (_memory is null)
        {
            worker.Compress(slot.Input, slot.Output);
        }
        else
        {
            _memory.Compress(worker, slot.Input, slot.Output, cancellationToken);
        }
    }
}
