using TalosBoot.Core.Content;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>An extension that the catalog of a Talos release lists.</summary>
public sealed record OfficialExtension
{
    /// <summary>The registry of the catalog's line, such as <c>ghcr.io</c>.</summary>
    public required string Registry { get; init; }

    /// <summary>What the extension is known by: its repository without the registry, such as <c>siderolabs/gvisor</c>.</summary>
    public required string Repository { get; init; }

    /// <summary>Its version.</summary>
    public required string Tag { get; init; }

    /// <summary>The digest of its image index.</summary>
    public required Digest Digest { get; init; }

    /// <summary>Who made it; empty when the catalog does not tell.</summary>
    public string Author { get; init; } = string.Empty;

    /// <summary>What it is; empty when the catalog does not tell.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>Its image, by tag and digest.</summary>
    public string Reference => $"{ReferenceIn(Registry)}@{Digest}";

    /// <summary>Its image by tag, as another registry holds it.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="prefix">What stands before the repository there; empty, the default, for nothing. It does not change what the extension is known by.</param>
    public string ReferenceIn(string registry, string prefix = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(registry);
        ArgumentNullException.ThrowIfNull(prefix);
        return prefix.Length == 0 ? $"{registry}/{Repository}:{Tag}" : $"{registry}/{prefix}/{Repository}:{Tag}";
    }
}
