using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using TalosBoot.Core.Content;

namespace TalosBoot.Oci.Model;

/// <summary>The digests of an image's layers.</summary>
public sealed record ImageRootFs
{
    const string Layers = "layers";

    /// <summary>Always <c>layers</c>.</summary>
    [JsonPropertyName("type")]
    [AllowNull]
    public string Type { get; init => field = value ?? Layers; } = Layers;

    /// <summary>The digests of the layers, not compressed; lowest first. Null when there are none.</summary>
    [JsonPropertyName("diff_ids")]
    public IReadOnlyList<Digest>? DiffIds { get; init; }
}
