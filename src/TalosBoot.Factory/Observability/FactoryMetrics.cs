using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Factory.Observability;

/// <summary>
/// Counts what a service does, under upstream's Prometheus names (docs/formats/factory.md) and as instruments of the meter <see cref="TalosBootTelemetry.MeterName"/>.
/// </summary>
internal sealed class FactoryMetrics : IDisposable
{
    const string Service = "image-factory";
    static readonly string[] AssetLabels = ["arch", "output_kind", "talos_version"];
    static readonly string[] RequestLabels = ["code", "handler", "method", "service"];
    static readonly double[] BuildBounds = [1, 10, 60, 180, 600];

    readonly MetricSeries _deliveredCached = new("image_factory_assets_delivered_cached_total", "counter", "Number of assets retrieved from cache.", AssetLabels);
    readonly MetricSeries _built = new("image_factory_assets_built_total", "counter", "Number of assets built (missing in the cache).", AssetLabels);
    readonly MetricSeries _cachedBytes = new("image_factory_assets_cached_bytes_total", "counter", "Number of bytes delivered with cached assets.", AssetLabels);
    readonly MetricSeries _builtBytes = new(
        "image_factory_assets_built_bytes_total", "counter", "Number of bytes delivered with assets built (missing in the cache).", AssetLabels);
    readonly MetricSeries _cachedErrors = new(
        "image_factory_assets_cached_errors_total", "counter", "Number of errors retrieving assets from cache.", AssetLabels);
    readonly MetricHistogram _waiting = new(
        "image_factory_assets_concurrency_latency_seconds", "Latency of asset build related to the concurrency limit (waiting for available workers).", BuildBounds);
    readonly MetricHistogram _building = new(
        "image_factory_assets_build_latency_seconds", "Latency of asset build for the build itself (excluding waiting for available workers).", BuildBounds);
    readonly MetricSeries _schematicGet = new("image_factory_schematic_get_total", "counter", "Number of times schematics were retrieved.");
    readonly MetricSeries _schematicCreate = new("image_factory_schematic_create_total", "counter", "Number of new schematics created.");
    readonly MetricSeries _schematicDuplicate = new(
        "image_factory_schematic_duplicate_create_total", "counter", "Number of new schematics which were created as duplicate.");
    readonly MetricSeries _extensionHits = new(
        "image_factory_profile_system_extension_hits_total", "counter", "Number of times system extension was used in images build.", "extension");
    readonly MetricSeries _inFlight = new(
        "http_requests_inflight", "gauge", "The number of inflight requests being handled at the same time.", "handler", "service");
    readonly MetricHistogram _duration = new(
        "http_request_duration_seconds", "The latency of the HTTP requests.", [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10], RequestLabels);
    readonly Meter _meter = new(TalosBootTelemetry.MeterName);
    readonly Histogram<double> _requestInstrument;
    readonly Counter<long> _assetInstrument;

    // Formatting labels costs more than many a request.
    readonly ConcurrentDictionary<string, MetricCounter> _inFlightOf = new();
    readonly ConcurrentDictionary<(string Handler, string Method, int Status), MetricBuckets> _durationOf = new();
    readonly ConcurrentDictionary<(AssetLabels Asset, bool IsBuilt), (MetricCounter Count, MetricCounter Bytes)> _deliveriesOf = new();
    Func<long>? _schematicCacheSize;

    public FactoryMetrics()
    {
        _requestInstrument = _meter.CreateHistogram<double>("talosboot.factory.request.duration", "s", "How long requests take.");
        _assetInstrument = _meter.CreateCounter<long>("talosboot.factory.assets", "{asset}", "Assets that were delivered, by whether they were built for it.");
        _meter.CreateObservableGauge("talosboot.factory.schematics.remembered", () => _schematicCacheSize?.Invoke() ?? 0, "{schematic}");
    }

    public void ObserveSchematicCache(Func<long> size) => _schematicCacheSize = size;

    public void RequestBegins(string handler) => InFlightOf(handler).Add(1);

    public void RequestEnds(string handler, string method, int status, TimeSpan took)
    {
        InFlightOf(handler).Add(-1);
        _durationOf.GetOrAdd((handler, method, status), static (key, all) => all.Find(
            key.Status.ToString(CultureInfo.InvariantCulture), key.Handler, key.Method, Service), _duration).Record(took.TotalSeconds);
        if (_requestInstrument.Enabled)
        {
            _requestInstrument.Record(took.TotalSeconds, new("http.route", handler), new("http.response.status_code", status));
        }
    }

    public void AssetDelivered(AssetLabels asset, long bytes, bool isBuilt)
    {
        var (count, sum) = _deliveriesOf.GetOrAdd((asset, isBuilt), CreateDelivery, this);
        count.Add(1);
        sum.Add(bytes);
        if (_assetInstrument.Enabled)
        {
            _assetInstrument.Add(1, new("talosboot.asset.kind", asset.Kind), new("talosboot.factory.built", isBuilt));
        }
    }

    public void CacheFailed(AssetLabels asset) => _cachedErrors.Add(1, asset.Architecture, asset.Kind, asset.Version);

    public void BuildWaited(TimeSpan time) => _waiting.Record(time.TotalSeconds);

    public void BuildTook(TimeSpan time) => _building.Record(time.TotalSeconds);

    public void SchematicRead() => _schematicGet.Add(1);

    public void SchematicDuplicate() => SchematicCreated(isNew: false);

    public void SchematicCreated(bool isNew) => (isNew ? _schematicCreate : _schematicDuplicate).Add(1);

    public void ExtensionUsed(string name) => _extensionHits.Add(1, name);

    /// <summary>All series as the text that Prometheus reads.</summary>
    public string Write()
    {
        var builder = new StringBuilder();
        foreach (var series in new[]
        {
            _deliveredCached, _built, _cachedBytes, _builtBytes, _cachedErrors, _schematicGet, _schematicCreate, _schematicDuplicate, _extensionHits, _inFlight,
        })
        {
            series.Write(builder);
        }

        foreach (var histogram in new[] { _waiting, _building, _duration })
        {
            histogram.Write(builder);
        }

        return builder.Append("# HELP image_factory_schematic_cache_size Number of schematics in in-memory cache.\n")
            .Append("# TYPE image_factory_schematic_cache_size gauge\n")
            .Append(CultureInfo.InvariantCulture, $"image_factory_schematic_cache_size {_schematicCacheSize?.Invoke() ?? 0}\n").ToString();
    }

    public void Dispose() => _meter.Dispose();

    static (MetricCounter Count, MetricCounter Bytes) CreateDelivery((AssetLabels Asset, bool IsBuilt) key, FactoryMetrics metrics)
    {
        var (architecture, kind, version) = key.Asset;
        return ((key.IsBuilt ? metrics._built : metrics._deliveredCached).Find(architecture, kind, version),
            (key.IsBuilt ? metrics._builtBytes : metrics._cachedBytes).Find(architecture, kind, version));
    }

    MetricCounter InFlightOf(string handler) => _inFlightOf.GetOrAdd(handler, static (name, all) => all.Find(name, Service), _inFlight);
}
