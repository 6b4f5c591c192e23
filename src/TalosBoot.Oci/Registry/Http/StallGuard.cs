using System.Globalization;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.Registry.Http;

/// <summary>Sees to it that no wait for bytes lasts too long.</summary>
internal sealed class StallGuard(TimeSpan timeout, TimeProvider timeProvider)
{
    /// <summary>A reader for one body.</summary>
    /// <param name="body">The body, which stays the caller's.</param>
    /// <param name="description">What messages call it.</param>
    public GuardedBody Watch(Stream body, string description) => new(body, description, timeout, timeProvider);

    public static RegistryException Stalled(string description, string what, TimeSpan timeout, Exception cause) => new(
        DiagnosticIds.RegistryStalled, description,
        string.Create(CultureInfo.InvariantCulture, $"{what} for {timeout.TotalSeconds} s. Try again, or allow more time in the options."), cause);
}
