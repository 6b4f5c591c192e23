using System.Text.Json.Serialization;
using TalosBoot.Core.Content;

namespace TalosBoot.Oci.Model;

/// <summary>The digests of an image's layers.</summary>
public sealed record ImageRootFs
{
    /// <summary>Always <c>layers</c>.</summary>
    [JsonPropertyName("type")]
    public string Type { get; init; } = "layers";

    /// <summary>The digests of the layers, not compressed; lowest first. Null when there are none.</summary>
    [JsonPropertyName("diff_ids")]
    public IReadOnlyList<Digest>? DiffIds { get; init; }
}
