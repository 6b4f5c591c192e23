using System.Text.Json;

namespace TalosBoot.Samples.Signing;

/// <summary>A token for key vaults, and when it ends.</summary>
sealed record AzureToken(string Text, DateTimeOffset EndsAt)
{
    // For which Azure's program gives a token at least, where it does not say for how long.
    static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5);

    // A vault is asked some time after the token was.
    static readonly TimeSpan Reserve = TimeSpan.FromMinutes(2);

    public bool IsUsable => DateTimeOffset.UtcNow < EndsAt - Reserve;

    /// <summary>Reads the answer of Azure's service.</summary>
    public static AzureToken OfService(JsonElement answer) => new(
        answer.GetProperty("access_token").GetString()!, DateTimeOffset.UtcNow + (FindSeconds(answer, "expires_in") ?? Shortest));

    /// <summary>Reads the answer of Azure's program.</summary>
    public static AzureToken OfProgram(JsonElement answer) => new(
        answer.GetProperty("accessToken").GetString()!,
        FindSeconds(answer, "expires_on") is { } end ? DateTimeOffset.UnixEpoch + end : DateTimeOffset.UtcNow + Shortest);

    static TimeSpan? FindSeconds(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var seconds) ? TimeSpan.FromSeconds(seconds) : null;
}
