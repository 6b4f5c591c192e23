using TalosBoot.Boot.Pe;
using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Versions;

namespace TalosBoot.Boot.Tests.Uki;

/// <summary>The examples of uki-secureboot.md 2.2.</summary>
internal static class UpstreamExample
{
    /// <summary>V-PE-1: the stub with a kernel version, and with a kernel that is one word over and over.</summary>
    public static SparseSource StubWithTwoSections
    {
        get
        {
            var pattern = new byte[4 * 1_048_576];
            for (var offset = 0; offset < pattern.Length; offset += 4)
            {
                new byte[] { 0xde, 0xad, 0xbe, 0xef }.CopyTo(pattern, offset);
            }

            return PeSectionWriter.Append(
                PeImage.Read(UpstreamFiles.Stub),
                [new PeNewSection(".uname", BlobSource.FromText("Talos")), new PeNewSection(".linux", BlobSource.FromBytes(pattern))],
                new BuildClock(1_609_459_200));
        }
    }

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
