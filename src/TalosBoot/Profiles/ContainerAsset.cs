namespace TalosBoot.Profiles;

/// <summary>A container image as an input: <see cref="TarballPath"/> wins over <see cref="OciPath"/>, and that over <see cref="ImageRef"/>.</summary>
public sealed record ContainerAsset
{
    /// <summary>Nothing chosen.</summary>
    public static ContainerAsset None { get; } = new();

    /// <summary>A reference to fetch.</summary>
    public string ImageRef { get; init; } = string.Empty;

    /// <summary>Whether plain HTTP and unverified TLS are allowed for the reference.</summary>
    public bool ForceInsecure { get; init; }

    /// <summary>An uncompressed tar of a root file system.</summary>
    public string TarballPath { get; init; } = string.Empty;

    /// <summary>An OCI layout folder.</summary>
    public string OciPath { get; init; } = string.Empty;

    /// <summary>What is chosen, for messages.</summary>
    public override string ToString() => TarballPath.Length > 0 ? TarballPath : OciPath.Length > 0 ? OciPath : ImageRef;
}
