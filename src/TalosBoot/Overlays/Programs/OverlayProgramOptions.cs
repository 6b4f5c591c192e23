using TalosBoot.Core.Versions;

namespace TalosBoot.Overlays.Programs;

/// <summary>
/// How programs of overlay images are run, for boards that TalosBoot does not know. They are programs from the internet that run as this user: they see the
/// files of this machine. Let them run only where the image is trusted.
/// </summary>
public sealed record OverlayProgramOptions
{
    // Timers wait a little longer than that, and no more.
    const int LongestTimeLimitInDays = 49;

    /// <summary>
    /// How long one call may take before the program is ended: at most 49 days, or <see cref="Timeout.InfiniteTimeSpan"/> for as long as it wants. Default one
    /// minute.
    /// </summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The folders in which a program finds others, as <c>PATH</c> has them; it gets no other variable of this process. Default those of the system.</summary>
    public string SearchPath { get; init; } = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>
    /// Programs that run those of another architecture, such as <c>/usr/bin/qemu-aarch64-static</c> for arm64: they are started with the path of the
    /// program and its argument. Default none: only programs of this machine's architecture are run.
    /// </summary>
    public IReadOnlyDictionary<Architecture, string> Emulators { get; init; } = new Dictionary<Architecture, string>();

    /// <summary>All that keeps programs from being run like this, one sentence each.</summary>
    internal IEnumerable<string> FindProblems()
    {
        if (TimeLimit != Timeout.InfiniteTimeSpan && (TimeLimit <= TimeSpan.Zero || TimeLimit > TimeSpan.FromDays(LongestTimeLimitInDays)))
        {
            yield return $"{nameof(TimeLimit)} is {TimeLimit}; it is longer than nothing and at most {LongestTimeLimitInDays} days, or Timeout.InfiniteTimeSpan.";
        }
    }
}
