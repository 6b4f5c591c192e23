using TalosBoot.Factory.Observability;

namespace TalosBoot.Factory.Tests.Observability;

[TestFixture]
internal sealed class FactoryMetricsTests
{
    [Test]
    public void Does_not_grow_with_the_versions_that_clients_make_up()
    {
        using var metrics = new FactoryMetrics();
        for (var number = 0; number < 5_000; number++)
        {
            metrics.CacheFailed(new AssetLabels("amd64", "iso", $"1.12.0-made.up.{number}"));
        }

        metrics.CacheFailed(new AssetLabels("amd64", "iso", "1.12.0-" + new string('a', 100_000)));
        metrics.CacheFailed(new AssetLabels("amd64", "iso", "1.12.0-made.up.0"));

        var lines = metrics.Write().Split('\n').Where(line => line.StartsWith("image_factory_assets_cached_errors_total{", StringComparison.Ordinal)).ToArray();
        Assert.That(lines, Has.Length.LessThanOrEqualTo(2_001).And.All.Length.LessThan(1000));
        Assert.That(lines, Has.Some.EndsWith("\"1.12.0-made.up.0\"} 2").And.Some.EndsWith("talos_version=\"other\"} 3001"));
    }
}
