using TalosBoot.Core.Versions;

namespace TalosBoot.Overlays.Programs;

/// <summary>
/// How programs of overlay images are run, for boards that TalosBoot does not know. They are programs from the internet that run as this user: they see the
/// files of this machine. Let them run only where the image is trusted.
/// </summary>
public sealed record OverlayProgramOptions
{
    /// <summary>How long one call may take before the program is ended. Default one minute.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The folders in which a program finds others, as <c>PATH</c> has them; it gets no other variable of this process. Default those of the system.</summary>
    public string SearchPath { get; init; } = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>
    /// Programs that run those of another architecture, such as <c>/usr/bin/qemu-aarch64-static</c> for arm64: they are started with the path of the
    /// program and its argument. Default none: only programs of this machine's architecture are run.
    /// </summary>
    public IReadOnlyDictionary<Architecture, string> Emulators { get; init; } = new Dictionary<Architecture, string>();
}
