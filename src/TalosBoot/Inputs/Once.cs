namespace TalosBoot.Inputs;

/// <summary>Something that is made when it is first asked for, and once. Thread-safe.</summary>
/// <param name="make">Makes it. The first caller's token counts: all callers belong to one build.</param>
internal sealed class Once<T>(Func<CancellationToken, Task<T>> make)
{
    readonly Lock _lock = new();
    Task<T>? _task;

    /// <summary>What was made.</summary>
    public Task<T> GetAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _task ??= make(cancellationToken);
        }
    }
}
