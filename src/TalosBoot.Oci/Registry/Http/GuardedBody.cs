using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.Registry.Http;

/// <summary>Reads a body, one read after the other, and gives up when nothing comes for too long. No read is of use after one that failed.</summary>
internal sealed class GuardedBody(Stream body, string description, TimeSpan timeout, TimeProvider timeProvider) : IDisposable
{
    // One for all reads: they are many. Its timer runs only while a read waits.
    readonly CancellationTokenSource _stop = new(Timeout.InfiniteTimeSpan, timeProvider);

    /// <exception cref="RegistryException">Nothing came (TB2017), or the connection was lost (TB2010).</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = body.ReadAsync(buffer, _stop.Token);
            return read.IsCompleted ? await read.ConfigureAwait(false) : await WaitAsync(read, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw StallGuard.Stalled(description, "no byte came", timeout, exception);
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
        _stop.CancelAfter(timeout);
        var count = await read.ConfigureAwait(false);
        _stop.CancelAfter(Timeout.InfiniteTimeSpan);
        return count;
    }
}
