namespace TalosBoot.Factory.Options;

/// <summary>How the service is reached.</summary>
public sealed class HttpOptions
{
    /// <summary>Where a host listens: <c>address:port</c>, or <c>:port</c> for all addresses. Default <c>:8080</c>.</summary>
    public string ListenAddress { get; set; } = ":8080";

    /// <summary>The PEM file of the certificate for TLS, with its chain; empty for plain http. Only a host uses it.</summary>
    public string CertificateFile { get; set; } = string.Empty;

    /// <summary>The PEM file of the certificate's key; empty when it lies in the file of the certificate. Only a host uses it.</summary>
    public string KeyFile { get; set; } = string.Empty;

    /// <summary>The URL that clients use, which scripts, lists and the virtual schematic extension contain. Default <c>https://localhost/</c>.</summary>
    public string ExternalUrl { get; set; } = "https://localhost/";

    /// <summary>The URL that PXE scripts contain; empty (the default) for <see cref="ExternalUrl"/>.</summary>
    public string ExternalPxeUrl { get; set; } = string.Empty;

    /// <summary>Whose pages may read answers (CORS): origins, each with at most one <c>*</c>. Default all.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; set; } = ["*"];
}
