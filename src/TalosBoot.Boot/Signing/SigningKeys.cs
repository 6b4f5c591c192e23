using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TalosBoot.Boot.Signing;

/// <summary>Makes the keys that <c>talosctl gen secureboot</c> makes (docs/formats/secure-boot.md).</summary>
/// <remarks>Keys come from the system's secure random source; they are the one thing here that is never the same twice.</remarks>
public static class SigningKeys
{
    /// <summary>The name of the file with the Secure Boot certificate.</summary>
    public const string UkiCertificatePemFile = "uki-signing-cert.pem";

    /// <summary>
    /// The name of the file with the Secure Boot certificate as DER, which also goes onto the EFI system partition of an ISO.
    /// </summary>
    public const string UkiCertificateDerFile = "uki-signing-cert.der";

    /// <summary>The name of the file with the Secure Boot key.</summary>
    public const string UkiKeyFile = "uki-signing-key.pem";

    /// <summary>The name of the file with the PCR signing key.</summary>
    public const string PcrKeyFile = "pcr-signing-key.pem";

    /// <summary>The name that a Secure Boot certificate has unless another is given.</summary>
    public const string DefaultUkiName = "Test UKI Signing Key";

    const int UkiKeySize = 4096;
    const int PcrKeySize = 2048;
    const int SerialNumberSize = 16;
    const int KeyIdentifierSize = 20;
    static readonly TimeSpan Validity = TimeSpan.FromHours(87_600);

    /// <summary>Makes a Secure Boot signing key: RSA 4096, and a certificate of its own for ten years.</summary>
    /// <param name="organization">The only part of the subject: <c>O=…</c>. There is no common name.</param>
    /// <param name="notBefore">The first moment at which the certificate is valid, in whole seconds.</param>
    public static GeneratedKey CreateUkiSigningKey(string organization, DateTimeOffset notBefore)
    {
        ArgumentException.ThrowIfNullOrEmpty(organization);
        using var key = RSA.Create(UkiKeySize);
        var request = new CertificateRequest(EncodeSubject(organization), key, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1);

        // In the order in which upstream's certificates have them.
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(
            new X509SubjectKeyIdentifierExtension(RandomNumberGenerator.GetBytes(KeyIdentifierSize), critical: false));
        var generator = X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1);
        using var certificate = request.Create(request.SubjectName, generator, notBefore, notBefore + Validity, CreateSerialNumber());
        var der = certificate.RawDataMemory;
        return new GeneratedKey(EncodeKey(key), PemFiles.EncodeCertificate(der.Span), der);
    }

    /// <summary>Makes a PCR signing key: RSA 2048, without a certificate.</summary>
    public static GeneratedKey CreatePcrSigningKey()
    {
        using var key = RSA.Create(PcrKeySize);
        return new GeneratedKey(EncodeKey(key), null, default);
    }

    static string EncodeKey(RSA key) => key.ExportRSAPrivateKeyPem() + "\n";

    /// <summary>A positive number of up to 128 bits.</summary>
    static byte[] CreateSerialNumber()
    {
        var serialNumber = RandomNumberGenerator.GetBytes(SerialNumberSize);
        serialNumber[0] = (byte)((serialNumber[0] & 0x7f) | 0x40);
        return serialNumber;
    }

    /// <summary>The organization as a PrintableString where it is one, and as UTF-8 where it is not, as Go writes it.</summary>
    static X500DistinguishedName EncodeSubject(string organization)
    {
        var isPrintable = organization.All(
            character => char.IsAsciiLetterOrDigit(character) || " '()+,-./:=?".Contains(character, StringComparison.Ordinal));
        var builder = new X500DistinguishedNameBuilder();
        builder.Add("2.5.4.10", organization, isPrintable ? UniversalTagNumber.PrintableString : UniversalTagNumber.UTF8String);
        return builder.Build();
    }
}
