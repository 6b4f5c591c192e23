namespace TalosBoot.Oci.Registry;

/// <summary>The mirrors of a registry.</summary>
public sealed record RegistryMirrors
{
    /// <summary>The mirrors, in the order in which they are asked.</summary>
    public required IReadOnlyList<RegistryMirror> Endpoints { get; init; }

    /// <summary>Whether the registry itself is left alone when no mirror has an image. Default false.</summary>
    public bool SkipFallback { get; init; }
}
