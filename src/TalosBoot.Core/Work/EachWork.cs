namespace TalosBoot.Core.Work;

/// <summary>Does something with each item, in any order.</summary>
/// <param name="body">What is done.</param>
/// <param name="memory">How many bytes that needs for one item.</param>
internal sealed class EachWork<T>(Action<T, CancellationToken> body, long memory) : OrderedWork<T, object, object>
{
    // Nothing is handed over, so that items may be done in nearly any order.
    const int ItemsAhead = 16;

    static readonly object Nothing = new();

    protected override long WorkerMemory => memory;

    protected override int SlotsPerWorker => ItemsAhead;

    protected override object CreateSlot() => Nothing;

    protected override object CreateWorker() => Nothing;

    protected override void Work(object worker, T job, object slot, CancellationToken cancellationToken) => body(job, cancellationToken);

    protected override void Emit(T job, object slot, CancellationToken cancellationToken)
    {
    }
}
