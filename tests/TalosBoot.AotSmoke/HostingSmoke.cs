using OpenTelemetry.Metrics;
using TalosBoot.AspNetCore;
using TalosBoot.OpenTelemetry;

namespace TalosBoot.AotSmoke;

/// <summary>What connects assets with a web server and its telemetry.</summary>
static class HostingSmoke
{
    public static string EntityTagOf(BootAsset asset) => BootAssetEntityTag.CreateAsync(asset).GetAwaiter().GetResult().Tag.ToString();

    public static MeterProviderBuilder Observe(MeterProviderBuilder builder) => builder.AddTalosBootInstrumentation();
}
