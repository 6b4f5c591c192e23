namespace TalosBoot.Oci.Model;

/// <summary>One image of the <c>manifest.json</c> of a docker archive: the names of its parts in the archive (oci.md 13).</summary>
internal sealed record DockerArchiveItem
{
    public string? Config { get; init; }

    public IReadOnlyList<string>? RepoTags { get; init; }

    public IReadOnlyList<string>? Layers { get; init; }
}
