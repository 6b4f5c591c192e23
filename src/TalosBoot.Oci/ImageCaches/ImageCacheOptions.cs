namespace TalosBoot.Oci.ImageCaches;

/// <summary>What is put into an image cache.</summary>
public sealed record ImageCacheOptions
{
    /// <summary>
    /// The platforms to take of images of several. Null, which is the default, takes all that an index names, attestations included; an image that a source
    /// has for one platform only is taken in any case.
    /// </summary>
    public IReadOnlyList<OciPlatform>? Platforms { get; init; }

    /// <summary>Whether signatures are taken along: those of the tag <c>sha256-….sig</c>, or else <c>sha256-…</c>. Default false.</summary>
    public bool IncludeSignatures { get; init; }

    /// <summary>The limits. All manifests and configurations together may have as many bytes as the metadata of an archive.</summary>
    public ContainerImageLimits Limits { get; init; } = ContainerImageLimits.Default;
}
