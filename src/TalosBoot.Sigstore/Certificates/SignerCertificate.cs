using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Sigstore.Certificates;

/// <summary>The short-lived certificate of a signer: its key, its names, and who confirmed them (docs/formats/sigstore.md).</summary>
internal sealed class SignerCertificate : IDisposable
{
    readonly string _subject;

    SignerCertificate(X509Certificate2 certificate, string subject)
    {
        _subject = subject;
        Certificate = certificate;
        Key = VerificationKey.Parse(certificate.PublicKey.ExportSubjectPublicKeyInfo());
        RequireSigning();
        Names = ReadNames();
        Issuer = ReadIssuer();
    }

    public X509Certificate2 Certificate { get; }

    public VerificationKey Key { get; }

    /// <summary>The names: URIs first, then addresses, then others. The first one is the identity.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Who confirmed the names; empty when the certificate does not tell.</summary>
    public string Issuer { get; }

    public static SignerCertificate Read(byte[] encoded, string subject)
    {
        X509Certificate2? certificate = null;
        try
        {
            certificate = X509CertificateLoader.LoadCertificate(encoded);
            return new SignerCertificate(certificate, subject);
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException or DecoderFallbackException)
        {
            certificate?.Dispose();
            throw Invalid(subject, "cannot be understood", exception);
        }
    }

    /// <summary>Whether the certificate was valid at a time, both ends included.</summary>
    public bool IsValidAt(DateTimeOffset time) =>
        time >= new DateTimeOffset(Certificate.NotBefore.ToUniversalTime()) && time <= new DateTimeOffset(Certificate.NotAfter.ToUniversalTime());

    public void Dispose() => Certificate.Dispose();

    void RequireSigning()
    {
        var purposes = Certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().SelectMany(usage => usage.EnhancedKeyUsages.Cast<Oid>());
        if (purposes.All(purpose => purpose.Value != CertificateExtensions.CodeSigning))
        {
            throw Invalid(_subject, "is not for signing code", null);
        }

        if (Certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority))
        {
            throw Invalid(_subject, "is that of an authority", null);
        }

        if (Certificate.Extensions.OfType<X509KeyUsageExtension>().Any(usage => !usage.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature)))
        {
            throw Invalid(_subject, "is not for signatures", null);
        }
    }

    List<string> ReadNames()
    {
        var (uris, addresses, others) = (new List<string>(), new List<string>(), new List<string>());
        if (Certificate.Extensions[CertificateExtensions.SubjectAlternativeName] is not { } extension)
        {
            return [];
        }

        var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            var tag = names.PeekTag();
            switch (tag.TagValue)
            {
                case 6:
                    uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                    break;
                case 1:
                    addresses.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                    break;
                case 0:
                    others.AddRange(ReadOtherName(names.ReadSequence(tag)));
                    break;
                default:
                    names.ReadEncodedValue();
                    break;
            }
        }

        return [.. uris, .. addresses, .. others];
    }

    static IEnumerable<string> ReadOtherName(AsnReader name) => name.ReadObjectIdentifier() == CertificateExtensions.OtherName
        ? [name.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).ReadCharacterString(UniversalTagNumber.UTF8String)]
        : [];

    string ReadIssuer() => Certificate.Extensions[CertificateExtensions.IssuerV2] is { } current
        ? new AsnReader(current.RawData, AsnEncodingRules.DER).ReadCharacterString(UniversalTagNumber.UTF8String)
        : Certificate.Extensions[CertificateExtensions.IssuerV1] is { } old ? new UTF8Encoding(false, true).GetString(old.RawData) : string.Empty;

    static SignatureVerificationException Invalid(string subject, string what, Exception? cause) => new(
        DiagnosticIds.SignerCertificateInvalid, subject, $"the signer's certificate {what}. Sign the content again.", cause);
}
