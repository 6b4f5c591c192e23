using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace TalosBoot.Oci.Model;

/// <summary>An index: images for several platforms, or all that a layout holds.</summary>
public sealed record OciIndex
{
    /// <summary>Always 2.</summary>
    [JsonPropertyName("schemaVersion")]
    public int SchemaVersion { get; init => field = value == 0 ? 2 : value; } = 2;

    /// <summary>The media type; empty when the index does not tell.</summary>
    [JsonPropertyName("mediaType")]
    [AllowNull]
    public string MediaType { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>The images and indexes.</summary>
    [JsonPropertyName("manifests")]
    [JsonRequired]
    public required IReadOnlyList<OciDescriptor> Manifests { get; init; }

    /// <summary>Annotations, or null.</summary>
    [JsonPropertyName("annotations")]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>The manifest that this index is about, or null.</summary>
    [JsonPropertyName("subject")]
    public OciDescriptor? Subject { get; init; }

    /// <summary>The kind of artifact, or null.</summary>
    [JsonPropertyName("artifactType")]
    public string? ArtifactType { get; init; }
}
