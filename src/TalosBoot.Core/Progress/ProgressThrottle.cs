using System.Diagnostics;

namespace TalosBoot.Core.Progress;

/// <summary>Reports one item's progress: the first and the last report always, others at most four times a second.</summary>
/// <remarks>The pace is the only thing here that looks at time, and no byte of an asset depends on it. Not thread-safe.</remarks>
internal sealed class ProgressThrottle(IProgress<BuildProgress>? progress, BuildStage stage, string item, long? total)
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    long _lastReport;
    bool _started;
    bool _finished;

    public void Report(long bytesDone)
    {
        if (progress is null || _finished)
        {
            return;
        }

        _finished = bytesDone == total;
        if (_started && !_finished && Stopwatch.GetElapsedTime(_lastReport) < Interval)
        {
            return;
        }

        _started = true;
        _lastReport = Stopwatch.GetTimestamp();
        progress.Report(new BuildProgress(stage, item, bytesDone, total));
    }
}
