using TalosBoot.Core.Content;

namespace TalosBoot.Overlays.Catalogs;

/// <summary>An official overlay of a Talos release.</summary>
public sealed record OfficialOverlay
{
    /// <summary>The name, such as <c>rpi_generic</c>. Case-sensitive; some have hyphens, some underscores.</summary>
    public required string Name { get; init; }

    /// <summary>The registry, such as <c>ghcr.io</c>.</summary>
    public required string Registry { get; init; }

    /// <summary>The repository, such as <c>siderolabs/sbc-raspberrypi</c>. With the name, it is what schematics call the overlay.</summary>
    public required string Repository { get; init; }

    /// <summary>The tag, such as <c>v0.2.0</c>.</summary>
    public required string Tag { get; init; }

    /// <summary>The digest of the image's index; null where it is not known, as in the table that TalosBoot has itself.</summary>
    public Digest? Digest { get; init; }

    /// <summary>The reference, with the digest where it is known.</summary>
    public override string ToString() => $"{Registry}/{Repository}:{Tag}{(Digest is { } digest ? $"@{digest}" : string.Empty)}";
}
