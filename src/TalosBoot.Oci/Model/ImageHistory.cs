using System.Text.Json.Serialization;

namespace TalosBoot.Oci.Model;

/// <summary>How a layer came to be.</summary>
public sealed record ImageHistory
{
    /// <summary>Who made it, or null.</summary>
    [JsonPropertyName("author")]
    public string? Author { get; init; }

    /// <summary>When, as RFC 3339 writes it; null when it is not told.</summary>
    [JsonPropertyName("created")]
    public string? Created { get; init; }

    /// <summary>The command, or null.</summary>
    [JsonPropertyName("created_by")]
    public string? CreatedBy { get; init; }

    /// <summary>A remark, or null.</summary>
    [JsonPropertyName("comment")]
    public string? Comment { get; init; }

    /// <summary>Whether there is no layer for it.</summary>
    [JsonPropertyName("empty_layer")]
    public bool EmptyLayer { get; init; }
}
