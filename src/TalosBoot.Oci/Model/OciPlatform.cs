using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace TalosBoot.Oci.Model;

/// <summary>A platform as an index writes it.</summary>
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

    /// <summary>Features of the operating system that are needed, or null.</summary>
    [JsonPropertyName("os.features")]
    public IReadOnlyList<string>? OperatingSystemFeatures { get; init; }

    /// <summary>The variant of the architecture, such as <c>v8</c>, or null.</summary>
    [JsonPropertyName("variant")]
    public string? Variant { get; init; }

    /// <summary>Features of the processor that are needed, or null.</summary>
    [JsonPropertyName("features")]
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>The same as a platform to compare with.</summary>
    public Platform ToPlatform() => new(OperatingSystem, Architecture, Variant, OperatingSystemVersion)
    {
        OperatingSystemFeatures = OperatingSystemFeatures ?? [],
        Features = Features ?? [],
    };
}
