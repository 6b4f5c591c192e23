using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace TalosBoot.Oci.Model;

/// <summary>The manifest of one image: its configuration and its layers, lowest first.</summary>
public sealed record OciManifest
{
    /// <summary>Always 2.</summary>
    [JsonPropertyName("schemaVersion")]
    public int SchemaVersion { get; init => field = value == 0 ? 2 : value; } = 2;

    /// <summary>The media type; empty when the manifest does not tell.</summary>
    [JsonPropertyName("mediaType")]
    [AllowNull]
    public string MediaType { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>The configuration.</summary>
    [JsonPropertyName("config")]
    [JsonRequired]
    public required OciDescriptor Config { get; init; }

    /// <summary>The layers, lowest first.</summary>
    [JsonPropertyName("layers")]
    [JsonRequired]
    public required IReadOnlyList<OciDescriptor> Layers { get; init; }

    /// <summary>Annotations, or null.</summary>
    [JsonPropertyName("annotations")]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>The manifest that this one is about, or null.</summary>
    [JsonPropertyName("subject")]
    public OciDescriptor? Subject { get; init; }

    /// <summary>The kind of artifact, or null.</summary>
    [JsonPropertyName("artifactType")]
    public string? ArtifactType { get; init; }
}
