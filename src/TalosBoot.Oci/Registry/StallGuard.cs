using System.Globalization;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.Registry;

/// <summary>Reads bodies, and gives up when nothing comes for too long.</summary>
internal sealed class StallGuard(TimeSpan timeout, TimeProvider timeProvider)
{
    /// <exception cref="RegistryException">Nothing came (TB2017), or the connection was lost (TB2010).</exception>
    public async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer, string description, CancellationToken cancellationToken)
    {
        using var stalled = new CancellationTokenSource(timeout, timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(stalled.Token, cancellationToken);
        try
        {
            return await body.ReadAsync(buffer, linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Stalled(description, "no byte came", timeout, exception);
        }
        catch (IOException exception)
        {
            throw new RegistryException(DiagnosticIds.RegistryUnreachable, description, $"the connection was lost: {exception.Message}", exception);
        }
    }

    public static RegistryException Stalled(string description, string what, TimeSpan timeout, Exception cause) => new(
        DiagnosticIds.RegistryStalled, description,
        string.Create(CultureInfo.InvariantCulture, $"{what} for {timeout.TotalSeconds} s. Try again, or allow more time in the options."), cause);
}
