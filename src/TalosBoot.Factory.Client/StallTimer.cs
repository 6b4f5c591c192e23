namespace TalosBoot.Factory.Client;

/// <summary>Stops an exchange with the service when nothing came for a while, and when the caller wants it stopped.</summary>
internal sealed class StallTimer : IDisposable
{
    readonly CancellationToken _caller;
    readonly CancellationTokenSource _source;

    public StallTimer(TimeSpan patience, CancellationToken caller)
    {
        (Patience, _caller) = (patience, caller);
        _source = CancellationTokenSource.CreateLinkedTokenSource(caller);
        Restart();
    }

    public TimeSpan Patience { get; }

    public CancellationToken Token => _source.Token;

    /// <summary>Whether it was the service that kept silent, and not the caller who gave up.</summary>
    public bool IsStalled => _source.IsCancellationRequested && !_caller.IsCancellationRequested;

    public void Restart() => _source.CancelAfter(Patience);

    public void Dispose() => _source.Dispose();
}
