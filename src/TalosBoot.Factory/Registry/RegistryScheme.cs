using System.Net;
using TalosBoot.Factory.Options;

namespace TalosBoot.Factory.Registry;

/// <summary>Which registries are talked to without TLS (factory.md 10.5, oci.md 2.1).</summary>
internal static class RegistryScheme
{
    public static bool IsPlain(string registry, bool isInsecure) => isInsecure || IsLocal(registry);

    /// <summary>The address of something in a repository.</summary>
    public static Uri Address(RepositoryName repository, string resource, string reference, string query) => new(
        $"{(IsPlain(repository.Registry, repository.IsInsecure) ? "http" : "https")}://{repository.Registry}/v2/{repository.Path}/{resource}/"
        + Uri.EscapeDataString(reference).Replace("%3A", ":", StringComparison.Ordinal) + (query.Length > 0 ? "?" + query : string.Empty));

    static bool IsLocal(string registry)
    {
        var colon = registry.LastIndexOf(':');
        var hasPort = colon > registry.LastIndexOf(']') && colon > 0 && registry[(colon + 1)..].All(char.IsAsciiDigit);
        var host = hasPort ? registry[..colon] : registry;
        return (hasPort && host == "localhost") || host.EndsWith(".localhost", StringComparison.Ordinal) || host is "127.0.0.1" or "[::1]" or "::1"
            || (host.Count(character => character == '.') == 3 && IPAddress.TryParse(host, out var address)
                && IsPrivate(address));
    }

    static bool IsPrivate(IPAddress address) => address.GetAddressBytes() is [10, ..] or [172, >= 16 and < 32, ..] or [192, 168, ..];
}
