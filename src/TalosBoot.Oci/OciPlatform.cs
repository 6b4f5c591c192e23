using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;

namespace TalosBoot.Oci;

/// <summary>What a container image runs on, as an index writes it and as one asks for it.</summary>
public sealed record OciPlatform
{
    /// <summary>The architecture, such as <c>amd64</c>.</summary>
    [JsonPropertyName("architecture")]
    [AllowNull]
    public string Architecture { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>The operating system, such as <c>linux</c>.</summary>
    [JsonPropertyName("os")]
    [AllowNull]
    public string OperatingSystem { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>The version of the operating system, or null.</summary>
    [JsonPropertyName("os.version")]
    public string? OperatingSystemVersion { get; init; }

    /// <summary>Features of the operating system: those that an image needs, or that are wanted of it. Null for none.</summary>
    [JsonPropertyName("os.features")]
    public IReadOnlyList<string>? OperatingSystemFeatures { get; init; }

    /// <summary>The variant of the architecture, such as <c>v8</c>, or null.</summary>
    [JsonPropertyName("variant")]
    public string? Variant { get; init; }

    /// <summary>Features of the processor: those that an image needs, or that are wanted of it. Null for none.</summary>
    [JsonPropertyName("features")]
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>Linux on an architecture that Talos is built for, of any variant: what all parts of an asset are looked up for.</summary>
    /// <param name="architecture">The architecture.</param>
    public static OciPlatform Linux(Architecture architecture) => new() { OperatingSystem = "linux", Architecture = architecture.ToName() };

    /// <summary>Reads <c>os/architecture[/variant][:version]</c>.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="RegistryException">The text is no platform (TB2001).</exception>
    public static OciPlatform Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var parts = (colon < 0 ? text : text[..colon]).Split('/');
        return parts.Length is 2 or 3 && Array.TrueForAll(parts, part => part.Length > 0)
            ? new OciPlatform
            {
                OperatingSystem = parts[0],
                Architecture = parts[1],
                Variant = parts.ElementAtOrDefault(2),
                OperatingSystemVersion = colon < 0 ? null : text[(colon + 1)..],
            }
            : throw new RegistryException(DiagnosticIds.ReferenceInvalid, text, "this is no platform. Write os/architecture, such as linux/amd64.");
    }

    /// <summary>
    /// Whether this, as the platform of an image, serves for a wanted one: variant and version matter only where the wanted platform names them, and the
    /// image must name all features that are wanted.
    /// </summary>
    /// <param name="wanted">The wanted platform.</param>
    public bool Satisfies(OciPlatform wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return OperatingSystem == wanted.OperatingSystem && Architecture == wanted.Architecture
            && (wanted.Variant is null || Variant == wanted.Variant)
            && (wanted.OperatingSystemVersion is null || OperatingSystemVersion == wanted.OperatingSystemVersion)
            && Includes(OperatingSystemFeatures, wanted.OperatingSystemFeatures) && Includes(Features, wanted.Features);
    }

    /// <summary>Whether both name the same. The order of features does not matter.</summary>
    /// <param name="other">The other platform.</param>
    public bool Equals(OciPlatform? other) =>
        other is not null && OperatingSystem == other.OperatingSystem && Architecture == other.Architecture && Variant == other.Variant
        && OperatingSystemVersion == other.OperatingSystemVersion
        && Includes(OperatingSystemFeatures, other.OperatingSystemFeatures) && Includes(other.OperatingSystemFeatures, OperatingSystemFeatures)
        && Includes(Features, other.Features) && Includes(other.Features, Features);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary><c>os/architecture[/variant][:version]</c>.</summary>
    public override string ToString() =>
        $"{OperatingSystem}/{Architecture}{(Variant is null ? string.Empty : $"/{Variant}")}{(OperatingSystemVersion is null ? string.Empty : $":{OperatingSystemVersion}")}";

    static bool Includes(IReadOnlyList<string>? all, IReadOnlyList<string>? wanted) => wanted is null || wanted.All((all ?? []).Contains);
}
