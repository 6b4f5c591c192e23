using TalosBoot.Boot.Uki;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Versions;

namespace TalosBoot.Boot.Tests.Uki;

/// <summary>The examples of uki-secureboot.md 2.2.</summary>
internal static class UpstreamExample
{
    /// <summary>V-PE-2: a UKI with three profiles.</summary>
    public static UkiOptions Options => new()
    {
        Version = TalosVersion.Parse("1.10.0"),
        Architecture = Architecture.Amd64,
        Stub = UpstreamFiles.Stub,
        Kernel = UpstreamFiles.Kernel,
        Initramfs = UpstreamFiles.Kernel,
        CommandLine = "console=ttyS0",
        Splash = UpstreamFiles.Splash,
        Profiles = [UkiProfile.ResetToMaintenance("console=ttyS0"), UkiProfile.Reset("console=ttyS0")],
        Clock = new BuildClock(1_609_459_200),
    };
}
