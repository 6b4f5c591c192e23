using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.Registry.Http;

/// <summary>
/// Reads a body, one read after the other, and gives up when nothing comes for too long, or too little. No read is of use after one that failed.
/// </summary>
/// <param name="body">The body, which stays the caller's.</param>
/// <param name="description">What messages call it.</param>
/// <param name="patience">How long is waited for enough to come.</param>
/// <param name="options">How long is waited for a byte.</param>
internal sealed class GuardedBody(Stream body, string description, Patience patience, RegistryOptions options) : IDisposable
{
    // One for all reads: they are many. Its timer runs only while a read waits.
    readonly CancellationTokenSource _stop = new(Timeout.InfiniteTimeSpan, options.TimeProvider);

    /// <exception cref="RegistryException">Nothing came, or too little (TB2017), or the connection was lost (TB2010).</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = body.ReadAsync(buffer, _stop.Token);
            if (!read.IsCompleted)
            {
                return await WaitAsync(read, cancellationToken).ConfigureAwait(false);
            }

            var count = await read.ConfigureAwait(false);
            patience.Note(patience.Now, count);
            return count;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw patience.Left == TimeSpan.Zero
                ? patience.Exhausted(description, exception)
                : RegistryTransport.Stalled(description, "no byte came", options.StallTimeout, exception);
        }
        catch (OperationCanceledException exception) when (exception.CancellationToken != cancellationToken)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
        catch (IOException exception)
        {
            throw new RegistryException(DiagnosticIds.RegistryUnreachable, description, $"the connection was lost: {exception.Message}", exception);
        }
    }

    public void Dispose() => _stop.Dispose();

    async ValueTask<int> WaitAsync(ValueTask<int> read, CancellationToken cancellationToken)
    {
        var registration = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _stop);
        await using var owned = registration.ConfigureAwait(false);
        var start = patience.Now;
        var count = 0;
        try
        {
            _stop.CancelAfter(patience.Left < options.StallTimeout ? patience.Left : options.StallTimeout);
            count = await read.ConfigureAwait(false);
            _stop.CancelAfter(Timeout.InfiniteTimeSpan);
            return count;
        }
        finally
        {
            patience.Note(start, count);
        }
    }
}
