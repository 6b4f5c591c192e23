namespace TalosBoot.Oci.Registry.Http;

/// <summary>Addresses as messages may tell them: signed queries and user information are credentials (docs/formats/oci.md).</summary>
internal static class UrlRedaction
{
    static readonly string[] Harmless = ["scope", "service", "mount", "from", "digest", "n", "last", "ns", "artifactType"];

    public static string Redact(Uri address)
    {
        var path = $"{address.Scheme}://{address.Authority}{address.AbsolutePath}";
        var query = address.Query.TrimStart('?');
        return query.Length == 0 ? path : $"{path}?{string.Join('&', query.Split('&').Select(RedactPart))}";
    }

    static string RedactPart(string part)
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? part : part[..equals];
        return Harmless.Contains(name) ? part : equals < 0 ? "REDACTED" : $"{name}=REDACTED";
    }
}
