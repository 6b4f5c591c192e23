namespace TalosBoot.Factory.Registry;

/// <summary>What a path below <c>/v2</c> names (factory.md 10.1).</summary>
/// <param name="Image">The image, with slashes for those of the releases.</param>
/// <param name="Schematic">The schematic; null for images of the releases.</param>
/// <param name="Resource"><c>manifests</c>, <c>blobs</c>, <c>referrers</c> or <c>tags</c>.</param>
/// <param name="Reference">A tag or digest.</param>
internal sealed record RegistryPath(string Image, string? Schematic, string Resource, string Reference)
{
    public const string Manifests = "manifests";
    public const string Blobs = "blobs";
    public const string Referrers = "referrers";
    const string Releases = "siderolabs";

    /// <summary>Reads a path; null when it names nothing.</summary>
    public static RegistryPath? Parse(string path)
    {
        var parts = path.Trim('/').Split('/');
        if (parts.Length < 3)
        {
            return null;
        }

        var (reference, resource, repository) = (parts[^1], parts[^2], parts[..^2]);
        var isContent = resource is Manifests or Blobs or Referrers;
        if (repository[0] == Releases)
        {
            var image = string.Join('/', repository[1..]);
            return image.Length > 0 && (isContent || (resource == "tags" && reference == "list")) ? new RegistryPath(image, null, resource, reference) : null;
        }

        // The front end takes no uploads, and shows nobody where its images lie.
        return repository.Length == 2 && isContent && !(resource == Blobs && reference == "uploads")
            ? new RegistryPath(repository[0], repository[1], resource, reference) : null;
    }
}
