using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Registry.Http;

namespace TalosBoot.Oci.Registry.Authorization;

/// <summary>Which token servers may be asked: a registry must not make a client speak to the inside of the client's network (docs/formats/oci.md).</summary>
internal static class TokenServerRules
{
    public static Uri Check(string? realm, Uri registry) =>
        !string.IsNullOrEmpty(realm) && RegistryScheme.TryReadAddress(null, realm, out var address)
            ? Check(address, registry)
            : throw Refused(registry, "the registry wants a token, and names no address to get one from");

    public static Uri Check(Uri address, Uri registry)
    {
        if (address.Scheme != Uri.UriSchemeHttps && (address.Scheme != Uri.UriSchemeHttp || registry.Scheme != Uri.UriSchemeHttp))
        {
            throw Refused(registry, $"the token server {UrlRedaction.Redact(address)} has no TLS");
        }

        return RegistryScheme.IsSameHost(address, registry) || !RegistryScheme.IsPrivateLiteral(address)
            ? address
            : throw Refused(registry, $"the token server {UrlRedaction.Redact(address)} is at a private address");
    }

    static RegistryException Refused(Uri registry, string what) => new(
        DiagnosticIds.TokenServerRefused, registry.Authority, $"{what}. Check the registry; it is wrongly configured or hostile.");
}
