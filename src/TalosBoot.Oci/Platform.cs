using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;

namespace TalosBoot.Oci;

/// <summary>What a container image runs on.</summary>
/// <param name="OperatingSystem">The operating system, such as <c>linux</c>.</param>
/// <param name="Architecture">The architecture, such as <c>amd64</c>.</param>
/// <param name="Variant">The variant, such as <c>v8</c>, or null.</param>
/// <param name="OperatingSystemVersion">The version of the operating system, or null.</param>
public sealed record Platform(string OperatingSystem, string Architecture, string? Variant = null, string? OperatingSystemVersion = null)
{
    /// <summary>Features of the operating system: those that an image needs, or that are wanted of it. Default none.</summary>
    public IReadOnlyList<string> OperatingSystemFeatures { get; init; } = [];

    /// <summary>Features of the processor: those that an image needs, or that are wanted of it. Default none.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Linux on an architecture that Talos is built for, of any variant: what all parts of an asset are looked up for.</summary>
    /// <param name="architecture">The architecture.</param>
    public static Platform Linux(Architecture architecture) => new("linux", architecture.ToName());

    /// <summary>Reads <c>os/architecture[/variant][:version]</c> (oci.md 5.2).</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="RegistryException">The text is no platform (TB2001).</exception>
    public static Platform Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var parts = (colon < 0 ? text : text[..colon]).Split('/');
        return parts.Length is 2 or 3 && Array.TrueForAll(parts, part => part.Length > 0)
            ? new Platform(parts[0], parts[1], parts.ElementAtOrDefault(2), colon < 0 ? null : text[(colon + 1)..])
            : throw new RegistryException(DiagnosticIds.ReferenceInvalid, text, "this is no platform. Write os/architecture, such as linux/amd64.");
    }

    /// <summary>
    /// Whether this, as the platform of an image, serves for a wanted one: variant and version matter only where the wanted platform names them, and the
    /// image must name all features that are wanted (oci.md 5.2).
    /// </summary>
    /// <param name="wanted">The wanted platform.</param>
    public bool Satisfies(Platform wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return OperatingSystem == wanted.OperatingSystem && Architecture == wanted.Architecture
            && (wanted.Variant is null || Variant == wanted.Variant)
            && (wanted.OperatingSystemVersion is null || OperatingSystemVersion == wanted.OperatingSystemVersion)
            && wanted.OperatingSystemFeatures.All(OperatingSystemFeatures.Contains) && wanted.Features.All(Features.Contains);
    }

    /// <summary>Whether both name the same. The order of features does not matter.</summary>
    /// <param name="other">The other platform.</param>
    public bool Equals(Platform? other) =>
        other is not null && OperatingSystem == other.OperatingSystem && Architecture == other.Architecture && Variant == other.Variant
        && OperatingSystemVersion == other.OperatingSystemVersion
        && OperatingSystemFeatures.ToHashSet().SetEquals(other.OperatingSystemFeatures) && Features.ToHashSet().SetEquals(other.Features);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary><c>os/architecture[/variant][:version]</c>.</summary>
    public override string ToString() =>
        $"{OperatingSystem}/{Architecture}{(Variant is null ? string.Empty : $"/{Variant}")}{(OperatingSystemVersion is null ? string.Empty : $":{OperatingSystemVersion}")}";
}
