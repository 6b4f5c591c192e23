using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Signing;

/// <summary>A certificate that firmware is to trust: X.509, with an RSA key.</summary>
public sealed class SigningCertificate
{
    SigningCertificate(ReadOnlyMemory<byte> der, X509Certificate2 certificate, RSA key)
    {
        Der = der;
        Subject = certificate.Subject;
        NotBefore = new DateTimeOffset(certificate.NotBefore.ToUniversalTime());
        NotAfter = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        KeySize = key.KeySize;
        PublicKey = key.ExportSubjectPublicKeyInfo();
        IssuerName = certificate.IssuerName.RawData;
        SerialNumber = certificate.SerialNumberBytes;
    }

    /// <summary>The certificate itself.</summary>
    public ReadOnlyMemory<byte> Der { get; }

    /// <summary>The subject, such as <c>O=Test UKI Signing Key</c>.</summary>
    public string Subject { get; }

    /// <summary>The first moment at which the certificate is valid.</summary>
    public DateTimeOffset NotBefore { get; }

    /// <summary>The last moment at which the certificate is valid.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>The size of the key in bits.</summary>
    public int KeySize { get; }

    /// <summary>The public key, a DER SubjectPublicKeyInfo.</summary>
    public ReadOnlyMemory<byte> PublicKey { get; }

    internal ReadOnlyMemory<byte> IssuerName { get; }

    internal ReadOnlyMemory<byte> SerialNumber { get; }

    /// <summary>Reads a certificate.</summary>
    /// <param name="der">The certificate, DER.</param>
    /// <exception cref="SigningException">It is no certificate (TB4502), or its key is no RSA key of 2048 to 16384 bits
    /// (TB4503).</exception>
    public static SigningCertificate Read(ReadOnlyMemory<byte> der)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der.Span);
            using var key = certificate.GetRSAPublicKey() ?? throw new SigningException(
                DiagnosticIds.SigningKeyUnsupported, $"the certificate {certificate.Subject} has no RSA key. Firmware checks RSA "
                    + $"signatures: make an RSA key.");
            RsaKeys.CheckSize(key);

            // What was read may have been PEM: keep the certificate itself.
            return new SigningCertificate(certificate.RawDataMemory, certificate, key);
        }
        catch (CryptographicException exception)
        {
            throw new SigningException(
                DiagnosticIds.CertificateInvalid, "failed to decode certificate: it is no X.509 certificate.", exception);
        }
    }

    /// <summary>What is to be said about the certificate's dates at a moment. Firmware does not look at them, so signing goes on.</summary>
    /// <param name="moment">The moment.</param>
    /// <returns>A warning (TB4505), or null when the certificate is valid then.</returns>
    public Diagnostic? WarnAt(DateTimeOffset moment)
    {
        var problem = moment > NotAfter ? $"expired at {NotAfter:u}" : moment < NotBefore ? $"is not valid before {NotBefore:u}" : null;
        return problem is null
            ? null
            : new Diagnostic(DiagnosticIds.CertificateNotCurrent, $"the certificate {Subject} {problem}. Firmware accepts it; make a new one in time.");
    }
}
