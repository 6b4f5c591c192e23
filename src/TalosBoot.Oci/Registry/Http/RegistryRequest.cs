namespace TalosBoot.Oci.Registry.Http;

/// <summary>A request before it is known where it leads and what must be shown.</summary>
internal sealed record RegistryRequest(HttpMethod Method, string Repository, string Path)
{
    /// <summary>The query with its values encoded, without a question mark; empty for none.</summary>
    public string Query { get; init; } = string.Empty;

    /// <summary>A complete address of the registry, which stands instead of <see cref="Path"/> and <see cref="Query"/>; else null.</summary>
    public Uri? Address { get; init; }

    public string? Accept { get; init; }

    /// <summary>Where the wanted bytes begin; 0 for all.</summary>
    public long Offset { get; init; }

    /// <summary>What a token must allow. The first is what the request is about.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Makes the body, each time that the request is sent.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>Whether the request is sent again when it failed for a reason that may pass.</summary>
    public bool CanRetry { get; init; } = true;

    public static string PullScope(string repository) => $"repository:{repository}:pull";

    public static string PushScope(string repository) => $"repository:{repository}:push,pull";
}
