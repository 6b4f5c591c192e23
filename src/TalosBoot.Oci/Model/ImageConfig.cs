using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace TalosBoot.Oci.Model;

/// <summary>The configuration of an image.</summary>
public sealed record ImageConfig
{
    /// <summary>The architecture, such as <c>amd64</c>; empty when it is not told.</summary>
    [JsonPropertyName("architecture")]
    [AllowNull]
    public string Architecture { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Who made the image, or null.</summary>
    [JsonPropertyName("author")]
    public string? Author { get; init; }

    /// <summary>The container that the image was made from, as Docker names it; or null.</summary>
    [JsonPropertyName("container")]
    public string? Container { get; init; }

    /// <summary>When the image was made, as RFC 3339 writes it; null when it is not told.</summary>
    [JsonPropertyName("created")]
    public string? Created { get; init; }

    /// <summary>The version of Docker that made the image, or null.</summary>
    [JsonPropertyName("docker_version")]
    public string? DockerVersion { get; init; }

    /// <summary>How the layers came to be, or null.</summary>
    [JsonPropertyName("history")]
    public IReadOnlyList<ImageHistory>? History { get; init; }

    /// <summary>The operating system, such as <c>linux</c>; empty when it is not told.</summary>
    [JsonPropertyName("os")]
    [AllowNull]
    public string OperatingSystem { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>The digests of the layers, not compressed; lowest first.</summary>
    [JsonPropertyName("rootfs")]
    [AllowNull]
    public ImageRootFs RootFs { get; init => field = value ?? new ImageRootFs(); } = new();

    /// <summary>How containers are run.</summary>
    [JsonPropertyName("config")]
    public ImageRuntimeConfig? Runtime { get; init; }

    /// <summary>The version of the operating system, or null.</summary>
    [JsonPropertyName("os.version")]
    public string? OperatingSystemVersion { get; init; }

    /// <summary>The variant of the architecture, or null.</summary>
    [JsonPropertyName("variant")]
    public string? Variant { get; init; }

    /// <summary>Features of the operating system that are needed, or null.</summary>
    [JsonPropertyName("os.features")]
    public IReadOnlyList<string>? OperatingSystemFeatures { get; init; }
}
