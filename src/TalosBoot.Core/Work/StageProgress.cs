using System.Diagnostics;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Core.Work;

/// <summary>
/// One item in one stage of a build: tells how far it is, and is a span of the trace. The first and the last report are always made, others at most
/// four times a second.
/// </summary>
/// <remarks>The pace is the only thing here that looks at time, and no byte of an asset depends on it. Thread-safe; reports come one after the other.</remarks>
internal sealed class StageProgress : IProgress<long>, IDisposable
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    readonly Lock _lock = new();
    readonly IProgress<BuildProgress>? _progress;
    readonly BuildStage _stage;
    readonly string _item;
    readonly Activity? _activity;
    readonly long? _total;
    long _done;
    long _lastReport;
    bool _finished;

    StageProgress(IProgress<BuildProgress>? progress, BuildStage stage, string item, long? total, Activity? activity)
    {
        (_progress, _stage, _item, _total, _activity) = (progress, stage, item, total, activity);
        Send(0);
    }

    /// <summary>Begins an item, which is reported at once.</summary>
    /// <param name="progress">Is told; null for nobody.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="item">What is worked on. It is not a secret.</param>
    /// <param name="total">All bytes, or null while unknown.</param>
    public static StageProgress Begin(IProgress<BuildProgress>? progress, BuildStage stage, string item, long? total)
    {
        var activity = TalosBootTelemetry.Source.StartActivity(NameOf(stage));
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("talosboot.item", item);
        }

        return new StageProgress(progress, stage, item, total, activity);
    }

    /// <summary>What the spans of a stage are called.</summary>
    public static string NameOf(BuildStage stage) => stage switch
    {
        BuildStage.Resolve => "talosboot.resolve",
        BuildStage.Fetch => "talosboot.fetch",
        BuildStage.Flatten => "talosboot.flatten",
        BuildStage.Squash => "talosboot.squash",
        BuildStage.Index => "talosboot.index",
        BuildStage.Initramfs => "talosboot.initramfs",
        BuildStage.Uki => "talosboot.uki",
        BuildStage.FileSystem => "talosboot.filesystem",
        BuildStage.Disk => "talosboot.disk",
        BuildStage.Hash => "talosboot.hash",
        BuildStage.Sign => "talosboot.sign",
        BuildStage.Pack => "talosboot.pack",
        BuildStage.Write => "talosboot.write",
        BuildStage.Push => "talosboot.push",
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "There is no such stage."),
    };

    /// <summary>Tells how many bytes are done in all.</summary>
    public void Report(long value)
    {
        lock (_lock)
        {
            Note(value);
        }
    }

    /// <summary>Tells that more bytes are done.</summary>
    public void Add(long bytes)
    {
        lock (_lock)
        {
            Note(_done + bytes);
        }
    }

    /// <summary>Ends the item: all of it is done. Without this, the span ends as failed.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            Note(_total ?? _done, isLast: true);
        }
    }

    public void Dispose()
    {
        if (_activity is { } activity)
        {
            activity.SetStatus(_finished ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
            if (activity.IsAllDataRequested)
            {
                activity.SetTag("talosboot.bytes", _done);
            }

            activity.Dispose();
        }
    }

    void Note(long bytesDone, bool isLast = false)
    {
        _done = bytesDone;
        if (_finished)
        {
            return;
        }

        _finished = isLast || bytesDone == _total;
        if (_progress is not null && (_finished || Stopwatch.GetElapsedTime(_lastReport) >= Interval))
        {
            Send(bytesDone);
        }
    }

    void Send(long bytesDone)
    {
        _lastReport = Stopwatch.GetTimestamp();
        _progress?.Report(new BuildProgress(_stage, _item, bytesDone, _total));
    }
}
