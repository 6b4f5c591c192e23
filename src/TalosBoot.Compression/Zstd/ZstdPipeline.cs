using TalosBoot.Compression.Content;
using TalosBoot.Core.Content;

namespace TalosBoot.Compression.Zstd;

/// <summary>Compresses the runs of a content in parallel, and puts them into frames.</summary>
internal sealed class ZstdPipeline : RunPipeline<RunBuffers, ZstdRunCompressor>
{
    readonly ZstdWriterOptions _options;
    readonly ZstdFrameSequence _frames;
    readonly ZstdRunMemory? _memory;

    public ZstdPipeline(BlobSource content, ICompressedSink sink, ZstdWriterOptions options)
        : base(content, ContentRuns.DefaultLength, options.Progress)
    {
        _options = options;
        _frames = new ZstdFrameSequence(Runs, content.Length, sink, options);
        _memory = options.Cache is { } cache ? new ZstdRunMemory(cache, options) : null;
        Output = sink.Output;
    }

    protected override Stream Output { get; }

    protected override long WorkerMemory => ZstdRunCompressor.MemoryFor(_options.Level, _options.WindowLog, LongestData);

    protected override RunBuffers CreateSlot() => new();

    protected override ZstdRunCompressor CreateWorker() => new(_options.Level, _options.WindowLog);

    /// <summary>Writes what stands behind the last run.</summary>
    public void Complete() => _frames.Complete();

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
                _frames.WriteHole(run, cancellationToken);
                break;
            case RunKind.Stored:
                _frames.WriteStored(slot.Input);
                break;
            default:
                _frames.WriteBlocks(slot.Input, slot.Output.Written);
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
