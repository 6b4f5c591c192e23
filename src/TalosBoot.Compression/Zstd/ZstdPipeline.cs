using TalosBoot.Compression.Content;
using TalosBoot.Core.Content;

namespace TalosBoot.Compression.Zstd;

/// <summary>Compresses the runs of a content in parallel, and puts them into one frame.</summary>
internal sealed class ZstdPipeline(BlobSource content, ZstdFrameWriter frame, ZstdWriterOptions options)
    : OrderedPipeline<ContentRun, RunBuffers, ZstdRunCompressor>
{
    readonly ZstdRunMemory? _memory = options.Cache is { } cache ? new ZstdRunMemory(cache, options) : null;

    protected override RunBuffers CreateSlot() => new();

    protected override ZstdRunCompressor CreateWorker() => new(options.Level, options.WindowLog);

    protected override void Work(ZstdRunCompressor worker, ContentRun job, RunBuffers slot, CancellationToken cancellationToken)
    {
        slot.Read(content, job, 0, cancellationToken);
        if (job.Kind == RunKind.Data)
        {
            Compress(worker, slot, cancellationToken);
        }
    }

    protected override void Emit(ContentRun job, RunBuffers slot, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        switch (job.Kind)
        {
            case RunKind.Hole:
                frame.WriteZeros(job.Length, cancellationToken);
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
