using System.Diagnostics;
using System.Diagnostics.Metrics;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot;

/// <summary>The metrics of builds. Their tags name kinds and ids, never values of a request.</summary>
internal static class BuildMetrics
{
    const string KindTag = "talosboot.asset.kind";

    static readonly UpDownCounter<long> Active = TalosBootTelemetry.Meter.CreateUpDownCounter<long>(
        "talosboot.build.active", "{build}", "Builds that are being planned.");

    static readonly Histogram<double> Duration = TalosBootTelemetry.Meter.CreateHistogram(
        "talosboot.build.duration", "s", "How long planning an asset took.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.3, 1, 3, 10, 30, 100, 300] });

    static readonly Histogram<long> Size = TalosBootTelemetry.Meter.CreateHistogram<long>("talosboot.asset.size", "By", "The length of assets.");

    /// <summary>Notes that a build began.</summary>
    /// <returns>When it began, for the end.</returns>
    public static long Begin()
    {
        Active.Add(1);
        return Stopwatch.GetTimestamp();
    }

    /// <summary>Notes that a build ended.</summary>
    /// <param name="began">What <see cref="Begin"/> gave.</param>
    /// <param name="kind">The kind of the asset.</param>
    /// <param name="size">The length of the asset, or null when there is none, or it is not known before the asset is packed.</param>
    /// <param name="failure">The diagnostic id of a failure, or null.</param>
    public static void End(long began, string kind, long? size, string? failure)
    {
        Active.Add(-1);
        var tags = new TagList { { KindTag, kind } };
        if (size is { } length)
        {
            Size.Record(length, tags);
        }
        else if (failure is not null)
        {
            tags.Add("error.type", failure);
        }

        Duration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, tags);
    }
}
