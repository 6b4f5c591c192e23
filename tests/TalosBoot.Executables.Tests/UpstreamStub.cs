using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Executables.Pe;

namespace TalosBoot.Executables.Tests;

/// <summary>The first example of uki-secureboot.md 2.2.</summary>
internal static class UpstreamStub
{
    /// <summary>V-PE-1: the stub with a kernel version, and with a kernel that is one word over and over.</summary>
    public static BlobSource WithTwoSections
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
}
