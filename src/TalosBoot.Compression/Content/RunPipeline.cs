using TalosBoot.Core.Content;
using TalosBoot.Core.Work;

namespace TalosBoot.Compression.Content;

/// <summary>Squeezes the runs of a content with several threads of a budget, and hands them over in order.</summary>
/// <typeparam name="TSlot">The buffers of one run.</typeparam>
/// <typeparam name="TWorker">What squeezes.</typeparam>
internal abstract class RunPipeline<TSlot, TWorker>(BlobSource content, int maxLength, IProgress<long>? progress) : OrderedWork<ContentRun, TSlot, TWorker>
    where TSlot : RunBuffers
{
    // What a run is squeezed to grows by doubling.
    const int InputAndOutput = 3;

    readonly List<ContentRun> _runs = ContentRuns.Cut(content, maxLength);

    protected BlobSource Content => content;

    protected IReadOnlyList<ContentRun> Runs => _runs;

    /// <summary>Where the squeezed bytes go.</summary>
    protected abstract Stream Output { get; }

    /// <summary>The length of the longest run that is squeezed; 0 where there is none.</summary>
    protected int LongestData => (int)_runs.Where(run => run.Kind == RunKind.Data).Select(run => run.Length).DefaultIfEmpty().Max();

    protected override long SlotMemory =>
        InputAndOutput * _runs.Where(run => run.Kind != RunKind.Hole).Select(run => run.Length).DefaultIfEmpty().Max();

    /// <inheritdoc cref="OrderedWork{TJob,TSlot,TWorker}.Run"/>
    public void Run(WorkBudget? budget, CancellationToken cancellationToken)
    {
        if (budget is null && _runs.Count < 2)
        {
            RunHere(_runs, cancellationToken);
        }
        else
        {
            Run(_runs, budget ?? new WorkBudget(), maxThreads: 0, cancellationToken);
        }
    }

    /// <inheritdoc cref="OrderedWork{TJob,TSlot,TWorker}.RunAsync"/>
    public Task RunAsync(WorkBudget? budget, CancellationToken cancellationToken) =>
        RunAsync(_runs, budget ?? new WorkBudget(), maxThreads: 0, cancellationToken);

    protected sealed override void Emit(ContentRun job, TSlot slot, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(job, slot, cancellationToken);
        progress?.Report(job.End);
    }

    protected sealed override ValueTask EmittedAsync(CancellationToken cancellationToken) =>
        Output is BufferedDestination destination ? destination.DrainAsync(cancellationToken) : ValueTask.CompletedTask;

    /// <summary>Writes what became of a run.</summary>
    protected abstract void Write(ContentRun run, TSlot slot, CancellationToken cancellationToken);
}
