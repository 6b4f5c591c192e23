using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;

namespace TalosBoot.Tests.Assets;

/// <summary>What is told of a build, and what never is.</summary>
[NonParallelizable]
public sealed class TelemetryTests
{
    const string Secret = "s3cret-of-the-test";

    [Test]
    public async Task Metrics_traces_and_logs_tell_of_builds_and_never_of_secrets()
    {
        var told = new ConcurrentQueue<string>();
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == TalosBootTelemetry.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => told.Enqueue($"{instrument.Name}={value} {Describe(tags)}"));
        meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => told.Enqueue($"{instrument.Name} {Describe(tags)}"));
        meters.Start();
        using var traces = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TalosBootTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => told.Enqueue($"{activity.OperationName} {string.Join(',', activity.Tags.Select(tag => $"{tag.Key}={tag.Value}"))}"),
        };
        ActivitySource.AddActivityListener(traces);
        using var loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new QueueLoggerProvider(told)));

        await using var engine = TalosBootEngine.Create(options =>
        {
            options.LoggerFactory = loggers;
            options.ImagerImage = "127.0.0.1:1/imager:{version}";
        });
        using (await Request(engine).AsCommandLine().PlanAsync())
        {
        }

        var failure = Assert.CatchAsync(async () => await Request(engine).AsUki().PlanAsync());
        told.Enqueue((await failure)!.ToString());

        var text = string.Join('\n', told);
        Assert.That(text, Does.Contain("talosboot.build.active=1").And.Contain("talosboot.build.active=-1"));
        Assert.That(text, Does.Contain("talosboot.build.duration talosboot.asset.kind=cmdline"));
        Assert.That(text, Does.Contain("talosboot.build.duration talosboot.asset.kind=uki,error.type=TB2010"));
        Assert.That(text, Does.Contain("talosboot.build talos.version=v1.12.0,talosboot.asset.kind=cmdline,host.arch=amd64,talosboot.platform=metal"));
        Assert.That(text, Does.Contain("talosboot.resolve talosboot.item=request"));
        Assert.That(text, Does.Contain("The asset cmdline-metal-amd64 is laid out"));
        Assert.That(text, Does.Not.Contain(Secret).And.Not.Contain(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"0xa={Secret}"))));
    }

    static BootAssetBuilder Request(TalosBootEngine engine) => engine.CreateAsset()
        .ForTalos("v1.12.0").ForArchitecture(Architecture.Amd64)
        .Customize(custom => custom.AddMetaValue(10, Secret).EmbedMachineConfiguration($"token: {Secret}"));

    static string Describe(ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));

    sealed class QueueLoggerProvider(ConcurrentQueue<string> told) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            told.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
