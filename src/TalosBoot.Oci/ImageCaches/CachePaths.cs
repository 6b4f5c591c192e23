using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.ImageCaches;

/// <summary>Where things lie in an image cache (docs/formats/oci.md). Colons of digests and ports become other characters, as FAT does not allow them.</summary>
internal static class CachePaths
{
    public const string Blobs = "blob";
    public const string Manifests = "manifests";

    const string DockerHubAlias = "docker.io";

    public static string Blob(Digest digest) => $"{Blobs}/{Name(digest)}";

    public static string ByTag(string folder, string tag) => $"{folder}/reference/{tag}";

    public static string ByDigest(string folder, Digest digest) => $"{folder}/digest/{Name(digest)}";

    /// <summary>The folder that a repository's manifests are put into. Docker Hub has two names, and the user's text tells which.</summary>
    public static string Folder(ImageReference reference)
    {
        var isHub = reference.Registry == ImageReference.DefaultRegistry
            && !reference.ToString().StartsWith($"{ImageReference.DefaultRegistry}/", StringComparison.Ordinal);
        return Folder(isHub ? DockerHubAlias : EscapePort(reference.Registry), reference);
    }

    /// <summary>The folders that a repository's manifests may be found in.</summary>
    public static IEnumerable<string> Folders(ImageReference reference) => reference.Registry == ImageReference.DefaultRegistry
        ? [Folder(DockerHubAlias, reference), Folder(ImageReference.DefaultRegistry, reference)]
        : [Folder(reference)];

    /// <summary>The image that a path is the tag of; null for other paths.</summary>
    public static ImageReference? TryReadTag(string path) =>
        path.Split('/') is [Manifests, var registry, .. var repository, "reference", var tag]
        && ImageReference.TryParse($"{UnescapePort(registry)}/{string.Join('/', repository)}:{tag}", out var reference) ? reference : null;

    static string Folder(string registry, ImageReference reference)
    {
        var folder = $"{Manifests}/{registry}/{reference.Repository}";
        return Array.TrueForAll(folder.Split('/'), FilePath.IsValidName)
            ? folder
            : throw new RegistryException(
                DiagnosticIds.ImageCacheConflict, reference.ToString(),
                $"the name has a part that is no file name, so it has no place in an image cache: \"{folder}\". Correct the name.");
    }

    // The last colon, whether it is that of a port or of an address: upstream looks no closer, and the node looks for the same name.
    static string EscapePort(string registry) =>
        registry.LastIndexOf(':') is > 0 and var colon ? $"{registry[..colon]}_{registry[(colon + 1)..]}_" : registry;

    static string UnescapePort(string registry) =>
        registry.EndsWith('_') && registry[..^1].LastIndexOf('_') is > 0 and var colon ? $"{registry[..colon]}:{registry[(colon + 1)..^1]}" : registry;

    static string Name(Digest digest) => $"sha256-{digest.Hex}";
}
