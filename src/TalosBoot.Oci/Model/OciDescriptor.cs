using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using TalosBoot.Core.Content;

namespace TalosBoot.Oci.Model;

/// <summary>Points to a blob: what it is, how long it is, and its digest.</summary>
public sealed record OciDescriptor
{
    /// <summary>The media type.</summary>
    [JsonPropertyName("mediaType")]
    [AllowNull]
    public string MediaType { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>The length in bytes.</summary>
    [JsonPropertyName("size")]
    [JsonRequired]
    public long Size { get; init; }

    /// <summary>The digest.</summary>
    [JsonPropertyName("digest")]
    [JsonRequired]
    public Digest Digest { get; init; }

    /// <summary>The blob itself, where it is carried along; else null.</summary>
    [JsonPropertyName("data")]
    public ReadOnlyMemory<byte>? Data { get; init; }

    /// <summary>Where else the blob may be had; else null.</summary>
    [JsonPropertyName("urls")]
    public IReadOnlyList<string>? Urls { get; init; }

    /// <summary>Annotations, or null.</summary>
    [JsonPropertyName("annotations")]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>The platform of an image in an index, or null.</summary>
    [JsonPropertyName("platform")]
    public OciPlatform? Platform { get; init; }

    /// <summary>The kind of artifact, or null.</summary>
    [JsonPropertyName("artifactType")]
    public string? ArtifactType { get; init; }
}
