using System.Globalization;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.Registry.Http;

/// <summary>Where a server may lead a client (docs/formats/oci.md).</summary>
internal static class RedirectRules
{
    /// <summary>Where an answer leads, or null when it does not.</summary>
    public static string? Location(RegistryAnswer answer)
    {
        var keepsMethod = (int)answer.Status is 307 or 308;
        var isRead = answer.Method == HttpMethod.Get || answer.Method == HttpMethod.Head;
        return keepsMethod || (isRead && (int)answer.Status is 301 or 302 or 303) ? answer.Header("Location") : null;
    }

    public static void CheckCount(int redirects, int maximum, Uri address)
    {
        if (redirects >= maximum)
        {
            throw Refused(address, string.Create(CultureInfo.InvariantCulture, $"it leads elsewhere more than {maximum} times"));
        }
    }

    public static Uri Combine(Uri address, string location) => RegistryScheme.TryReadAddress(address, location, out var target)
        ? target
        : throw Refused(address, "it leads to something that is no address");

    /// <summary>Follows a step, unless it leads to where a registry has nothing to lead to.</summary>
    public static Uri Follow(Uri address, Uri target, bool allowsHttp) =>
        target.Scheme != Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttp
            ? throw Refused(address, $"it leads to the scheme {target.Scheme}")
            : target.Scheme == Uri.UriSchemeHttp && address.Scheme == Uri.UriSchemeHttps && !allowsHttp
            ? throw Refused(address, $"it leads to {UrlRedaction.Redact(target)}, which has no TLS")
            : !RegistryScheme.IsSameHost(address, target) && RegistryScheme.IsPrivateLiteral(target)
            ? throw Refused(address, $"it leads to the private address {target.Authority}")
            : target;

    static RegistryException Refused(Uri address, string what) => new(
        DiagnosticIds.RedirectRefused, UrlRedaction.Redact(address), $"{what}. Check the registry; it is wrongly configured or hostile.");
}
