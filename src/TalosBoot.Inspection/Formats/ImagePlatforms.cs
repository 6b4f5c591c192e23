using TalosBoot.Core.Versions;
using TalosBoot.Oci;

namespace TalosBoot.Inspection.Formats;

/// <summary>The platforms of container images.</summary>
internal static class ImagePlatforms
{
    /// <summary>What an image is asked for that does not say itself what it is for.</summary>
    public static OciPlatform Default { get; } = new() { OperatingSystem = "linux", Architecture = Architecture.Amd64.ToName() };
}
