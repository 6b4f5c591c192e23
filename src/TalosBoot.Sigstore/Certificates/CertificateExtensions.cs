namespace TalosBoot.Sigstore.Certificates;

/// <summary>Object identifiers of certificates (docs/formats/sigstore.md).</summary>
internal static class CertificateExtensions
{
    public const string CodeSigning = "1.3.6.1.5.5.7.3.3";
    public const string TimeStamping = "1.3.6.1.5.5.7.3.8";
    public const string SubjectAlternativeName = "2.5.29.17";
    public const string SignedCertificateTimestamps = "1.3.6.1.4.1.11129.2.4.2";

    /// <summary>Who confirmed the identity, as the extension's bare bytes.</summary>
    public const string IssuerV1 = "1.3.6.1.4.1.57264.1.1";

    /// <summary>The same as UTF8String.</summary>
    public const string IssuerV2 = "1.3.6.1.4.1.57264.1.8";

    /// <summary>A name that is neither an address nor an URI.</summary>
    public const string OtherName = "1.3.6.1.4.1.57264.1.7";
}
