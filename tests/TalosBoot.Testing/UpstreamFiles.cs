using TalosBoot.Core.Content;

namespace TalosBoot.Testing;

/// <summary>
/// The upstream binaries that some vectors are about. They are large and not among the vectors everywhere: the tests that need them have a
/// category of their own, which test.sh leaves out where they are absent.
/// </summary>
public static class UpstreamFiles
{
    public const string Category = "UpstreamBinaries";

    public static BlobSource Stub => File("linuxx64.efi.stub");

    public static BlobSource Kernel => File("kernel");

    public static BlobSource Splash => File("splash-v1.12plus.bmp");

    public static BlobSource File(params string[] parts) => BlobSource.FromFile(RepositoryPaths.Vector(["uki", .. parts]));
}
