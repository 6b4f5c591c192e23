namespace TalosBoot.Oci.Registry;

/// <summary>A server that has copies of another registry's images.</summary>
/// <param name="Address">Scheme, host and port of the mirror, and a path that stands in front of <c>/v2</c> if it has one.</param>
public sealed record RegistryMirror(Uri Address)
{
    /// <summary>Whether the path of <see cref="Address"/> stands instead of <c>/v2</c>, not in front of it. Default false.</summary>
    public bool OverridePath { get; init; }
}
