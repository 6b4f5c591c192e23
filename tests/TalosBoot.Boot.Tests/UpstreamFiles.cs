using TalosBoot.Core.Content;

namespace TalosBoot.Boot.Tests;

/// <summary>The upstream files that vectors are about.</summary>
internal static class UpstreamFiles
{
    public static BlobSource Stub => File("linuxx64.efi.stub");

    public static BlobSource Kernel => File("kernel");

    public static BlobSource Splash => File("splash-v1.12plus.bmp");

    public static BlobSource File(params string[] parts) => BlobSource.FromFile(RepositoryPaths.Vector(["uki", .. parts]));
}
