using System.Collections.Concurrent;

namespace TalosBoot.Factory.Work;

/// <summary>Does a thing once for all that want it at the same time. It goes on when those who wait leave.</summary>
internal sealed class SingleFlight<TKey, TResult>
    where TKey : notnull
{
    readonly ConcurrentDictionary<TKey, Lazy<Task<TResult>>> _flights = new();

    /// <summary>Joins the work of a key, or begins it.</summary>
    /// <param name="key">What the work is known by.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Ends the wait, not the work.</param>
    public Task<TResult> RunAsync(TKey key, Func<Task<TResult>> work, CancellationToken cancellationToken)
    {
        var flight = _flights.GetOrAdd(key, (name, start) => new Lazy<Task<TResult>>(() => RunAsync(name, start)), work);
        return flight.Value.WaitAsync(cancellationToken);
    }

    async Task<TResult> RunAsync(TKey key, Func<Task<TResult>> work)
    {
        try
        {
            await Task.Yield(); // So that nobody waits for a lock while the work begins.
            return await work().ConfigureAwait(false);
        }
        finally
        {
            _flights.TryRemove(key, out _);
        }
    }
}
