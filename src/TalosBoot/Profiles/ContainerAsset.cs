using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Oci;

namespace TalosBoot.Profiles;

/// <summary>
/// A container image as an input: one in memory, else <see cref="TarballPath"/> wins over <see cref="OciPath"/>, and that over <see cref="ImageRef"/>.
/// </summary>
public sealed record ContainerAsset
{
    /// <summary>Nothing chosen.</summary>
    public static ContainerAsset None { get; } = new();

    /// <summary>A reference to fetch.</summary>
    public string ImageRef { get; init; } = string.Empty;

    /// <summary>Whether plain HTTP and unverified TLS are allowed for the reference.</summary>
    public bool ForceInsecure { get; init; }

    /// <summary>A tar of a root file system.</summary>
    public string TarballPath { get; init; } = string.Empty;

    /// <summary>An OCI layout folder.</summary>
    public string OciPath { get; init; } = string.Empty;

    /// <summary>
    /// The reference of the image that this one is a copy of, such as <c>ghcr.io/siderolabs/sbc-raspberrypi:v0.2.0</c>, where it has another name, or none:
    /// by its repository and tag an official overlay of a release is known. Nothing is fetched from there. Default: empty, the image is what its own
    /// reference says.
    /// </summary>
    /// <remarks>It is no part of documents: upstream has no word for it.</remarks>
    public string MirrorOf { get; init; } = string.Empty;

    /// <summary>What lies in memory, or null.</summary>
    internal InMemoryImage? Memory { get; init; }

    /// <summary>
    /// The name of an official extension, such as <c>siderolabs/gvisor</c>, whose reference the catalog of the Talos release tells when the request is resolved; null for what
    /// is named otherwise.
    /// </summary>
    internal string? OfficialName { get; init; }

    /// <summary>A container image that is there already: one that was built, or taken from any source.</summary>
    /// <param name="image">The image.</param>
    /// <remarks>A document cannot name what lies in memory: written to YAML, it is a reference that is refused when it is read back.</remarks>
    public static ContainerAsset FromImage(ContainerImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return InMemory(new InMemoryImage(image.Name) { Image = image });
    }

    /// <summary>The root file system of a container image.</summary>
    /// <param name="tree">The tree, which must not change until the asset is planned.</param>
    /// <param name="name">What messages call it.</param>
    /// <remarks>A document cannot name what lies in memory: written to YAML, it is a reference that is refused when it is read back.</remarks>
    public static ContainerAsset FromTree(FileTree tree, string name)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return InMemory(new InMemoryImage(name) { Tree = tree });
    }

    /// <summary>An archive: what <see cref="TarballPath"/> would name.</summary>
    /// <param name="archive">The bytes.</param>
    /// <param name="name">What messages call it.</param>
    /// <remarks>A document cannot name what lies in memory: written to YAML, it is a reference that is refused when it is read back.</remarks>
    public static ContainerAsset FromTarball(BlobSource archive, string name)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return InMemory(new InMemoryImage(name) { Archive = archive });
    }

    /// <summary>What is chosen, for messages.</summary>
    public override string ToString() => Memory?.Name ?? (TarballPath.Length > 0 ? TarballPath : OciPath.Length > 0 ? OciPath : ImageRef);

    static ContainerAsset InMemory(InMemoryImage memory) => new() { ImageRef = $"(in memory) {memory.Name}", Memory = memory };
}
