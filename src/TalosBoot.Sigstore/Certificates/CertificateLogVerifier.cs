using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Sigstore.Certificates;

/// <summary>Verifies that a trusted certificate log has promised to hold a signer's certificate (docs/formats/sigstore.md).</summary>
internal static class CertificateLogVerifier
{
    /// <exception cref="SignatureVerificationException">There is no promise (TB2216), none of a trusted log (TB2223), or a wrong one (TB2217).</exception>
    public static void Verify(SignerCertificate signer, X509Certificate2 issuer, TrustedRoot root, string subject)
    {
        var isKnown = false;
        var precertificate = new Lazy<byte[]>(() => Precertificate.Rebuild(signer.Certificate.RawDataMemory));
        var issuerKeyHash = SHA256.HashData(issuer.PublicKey.ExportSubjectPublicKeyInfo());
        foreach (var timestamp in Read(signer, subject))
        {
            foreach (var log in root.CertificateLogs.Where(log => log.Id.AsSpan().SequenceEqual(timestamp.LogId)))
            {
                if (!log.Key.Verify(timestamp.SignedBytes(issuerKeyHash, precertificate.Value), timestamp.Signature, HashAlgorithmName.SHA256))
                {
                    throw new SignatureVerificationException(
                        DiagnosticIds.CertificateTimestampInvalid, subject,
                        "the certificate log's timestamp is not for the signer's certificate. The certificate was changed; sign the content again.");
                }

                isKnown |= log.ValidFor.Contains(timestamp.Time);
            }
        }

        if (!isKnown)
        {
            throw new SignatureVerificationException(
                DiagnosticIds.LogUntrusted, subject,
                "the signer's certificate is in no certificate log that was trusted then. Check that the trust root is of the instance that signed.");
        }
    }

    static List<CertificateTimestamp> Read(SignerCertificate signer, string subject)
    {
        if (signer.Certificate.Extensions[CertificateExtensions.SignedCertificateTimestamps] is not { } extension)
        {
            throw Missing(subject);
        }

        try
        {
            var list = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadOctetString();
            return !CertificateTimestamp.TryReadList(list, out var timestamps) ? throw Malformed(subject, null)
                : timestamps.Count > 0 ? timestamps
                : throw Missing(subject);
        }
        catch (AsnContentException exception)
        {
            throw Malformed(subject, exception);
        }
    }

    static SignatureVerificationException Missing(string subject) => new(
        DiagnosticIds.CertificateTimestampMissing, subject,
        "the signer's certificate is in no certificate log. Sign with a certificate of an authority that logs.");

    static SignatureVerificationException Malformed(string subject, Exception? cause) => new(
        DiagnosticIds.CertificateTimestampInvalid, subject, "the certificate log's timestamps cannot be understood. Sign the content again.", cause);
}
