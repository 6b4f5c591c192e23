using System.Security.Cryptography.X509Certificates;

namespace TalosBoot.Sigstore.Trust;

/// <summary>An authority for certificates or timestamps: its own certificates, the root last.</summary>
internal sealed record TrustedAuthority(IReadOnlyList<X509Certificate2> Certificates, ValidityPeriod ValidFor)
{
    /// <summary>The certificate that stamps, where the trust root names it; null where it names authorities only.</summary>
    public X509Certificate2? Leaf { get; } = Certificates[0].Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority)
        || Certificates.Count == 1
            ? null
            : Certificates[0];

    /// <summary>Builds the chain of a certificate at a time when the certificate is valid, without network and without the machine's trust store.</summary>
    /// <returns>The certificate's issuer, or null when there is no chain to this authority.</returns>
    public X509Certificate2? FindIssuer(X509Certificate2 certificate, DateTimeOffset time, string purpose)
    {
        // For OpenSSL a certificate ends before its last second, which by X.509 is part of it.
        var end = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Certificates[^1]);
        chain.ChainPolicy.ExtraStore.AddRange(Certificates.ToArray());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = (time < end ? time : end.AddSeconds(-1)).LocalDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new(purpose));
        return chain.Build(certificate) && chain.ChainElements.Count > 1
            ? Certificates.FirstOrDefault(own => own.RawDataMemory.Span.SequenceEqual(chain.ChainElements[1].Certificate.RawDataMemory.Span))
            : null;
    }
}
