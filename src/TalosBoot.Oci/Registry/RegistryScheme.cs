using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace TalosBoot.Oci.Registry;

/// <summary>Which hosts may be talked to without TLS, and which addresses a server must not lead to (docs/formats/oci.md).</summary>
internal static class RegistryScheme
{
    /// <summary>Whether a registry may be reached by http: upstream's rules, with their oddities.</summary>
    public static bool AllowsHttp(string registry)
    {
        var host = registry.Split(':')[0];
        return registry.StartsWith("localhost:", StringComparison.Ordinal)
            || WithoutPort(registry).EndsWith(".localhost", StringComparison.Ordinal)
            || WithoutPort(registry) is "127.0.0.1" or "[::1]"
            || registry == "::1"
            || (IsDottedQuad(host) && IPAddress.TryParse(host, out var address) && IsPrivate(address));
    }

    /// <summary>
    /// Reads the address that a server leads to. Its host is one that the domain name system can write, which <see cref="Uri"/> itself looks at only when it is
    /// asked for that.
    /// </summary>
    /// <param name="origin">What the text is relative to; null where it must be a whole address.</param>
    /// <param name="text">The text.</param>
    /// <param name="address">The address.</param>
    public static bool TryReadAddress(Uri? origin, string text, [NotNullWhen(true)] out Uri? address)
    {
        if (!(origin is null ? Uri.TryCreate(text, UriKind.Absolute, out address) : Uri.TryCreate(origin, text, out address)))
        {
            return false;
        }

        try
        {
            _ = address.IdnHost;
            return true;
        }
        catch (UriFormatException)
        {
            return false;
        }
    }

    /// <summary>Whether a host is the literal of an address that is of this machine or of a private network, in whatever digits.</summary>
    public static bool IsPrivateLiteral(Uri uri) => IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out var address) && IsInternal(address);

    public static bool IsSameHost(Uri first, Uri second) => string.Equals(first.IdnHost, second.IdnHost, StringComparison.OrdinalIgnoreCase);

    public static bool IsSameOrigin(Uri first, Uri second) => first.Scheme == second.Scheme && IsSameHost(first, second) && first.Port == second.Port;

    static bool IsInternal(IPAddress address)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
            || (address.AddressFamily == AddressFamily.InterNetwork
                ? IsPrivate(address) || address.GetAddressBytes() is [0, ..] or [169, 254, ..] or [224, 0, 0, _]
                : address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal || address.GetAddressBytes() is [0xff, 0x02, ..]);
    }

    static bool IsPrivate(IPAddress address) => address.GetAddressBytes() is [10, _, _, _] or [172, >= 16 and < 32, _, _] or [192, 168, _, _];

    /// <summary>An address as people write it; .NET also takes 10.1 or 0x7f000001 for one.</summary>
    static bool IsDottedQuad(string host) =>
        host.Split('.') is { Length: 4 } parts && Array.TrueForAll(parts, part => part.Length is > 0 and <= 3 && part.All(char.IsAsciiDigit));

    static string WithoutPort(string registry)
    {
        var colon = registry.LastIndexOf(':');
        return colon > registry.LastIndexOf(']') && registry.AsSpan(colon + 1).Length > 0 && !registry.AsSpan(colon + 1).ContainsAnyExceptInRange('0', '9')
            ? registry[..colon] : registry;
    }
}
