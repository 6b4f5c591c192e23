using System.Text.Json.Serialization;

namespace TalosBoot.Oci.Model;

/// <summary>How a container is found to be healthy. Zero stands for what the image below says.</summary>
public sealed record ImageHealthCheck
{
    /// <summary><c>NONE</c>, <c>CMD</c> and arguments, or <c>CMD-SHELL</c> and a command; null for what the image below says.</summary>
    [JsonPropertyName("Test")]
    public IReadOnlyList<string>? Test { get; init; }

    /// <summary>The nanoseconds between two checks.</summary>
    [JsonPropertyName("Interval")]
    public long IntervalInNanoseconds { get; init; }

    /// <summary>The nanoseconds that a check may take.</summary>
    [JsonPropertyName("Timeout")]
    public long TimeoutInNanoseconds { get; init; }

    /// <summary>The nanoseconds in which failures do not count yet.</summary>
    [JsonPropertyName("StartPeriod")]
    public long StartPeriodInNanoseconds { get; init; }

    /// <summary>How many failures in a row make a container unhealthy.</summary>
    [JsonPropertyName("Retries")]
    public int Retries { get; init; }
}
