using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace TalosBoot.Core.Diagnostics;

/// <summary>Where traces and metrics of TalosBoot come from. Hosts subscribe by name.</summary>
public static class TalosBootTelemetry
{
    /// <summary>The name of the activity source.</summary>
    public const string ActivitySourceName = "TalosBoot";

    /// <summary>The name of the meter.</summary>
    public const string MeterName = "TalosBoot";

    internal static readonly ActivitySource Source = new(ActivitySourceName);

    internal static readonly Meter Meter = new(MeterName);
}
