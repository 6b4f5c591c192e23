using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.OpenTelemetry;

/// <summary>Adds what TalosBoot tells of its work to OpenTelemetry's providers.</summary>
public static class TalosBootInstrumentation
{
    /// <summary>Adds the spans of assets, their stages and requests to registries.</summary>
    /// <param name="builder">The builder of a tracer provider.</param>
    /// <returns>The builder.</returns>
    public static TracerProviderBuilder AddTalosBootInstrumentation(this TracerProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSource(TalosBootTelemetry.ActivitySourceName);
    }

    /// <summary>Adds the metrics of builds, and those of an Image Factory.</summary>
    /// <param name="builder">The builder of a meter provider.</param>
    /// <returns>The builder.</returns>
    public static MeterProviderBuilder AddTalosBootInstrumentation(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMeter(TalosBootTelemetry.MeterName);
    }
}
