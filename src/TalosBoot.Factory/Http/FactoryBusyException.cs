using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Factory.Http;

/// <summary>Too many builds wait for their turn.</summary>
internal sealed class FactoryBusyException(string message) : TalosBootException(DiagnosticIds.FactoryBusy, message)
{
    public FactoryBusyException(int waiting)
        : this($"{waiting} builds wait for their turn, which is the limit. Try again later, or raise build.maxQueueLength.")
    {
    }

    /// <summary>When another try makes sense.</summary>
    public TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(30);
}
