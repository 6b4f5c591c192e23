namespace TalosBoot.Oci.Model;

/// <summary>One image of the <c>manifest.json</c> of a docker archive: the names of its parts in the archive (docs/formats/oci.md).</summary>
internal sealed record DockerArchiveItem
{
    public string? Config { get; init; }

    public IReadOnlyList<string>? RepoTags { get; init; }

    public IReadOnlyList<string>? Layers { get; init; }

    /// <summary>Layers that are not to be distributed, by their digests when not compressed: what the image's own manifest says of them.</summary>
    public IReadOnlyDictionary<string, OciDescriptor>? LayerSources { get; init; }
}
