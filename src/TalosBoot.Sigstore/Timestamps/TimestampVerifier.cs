using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Sigstore.Certificates;
using TalosBoot.Sigstore.Trust;

namespace TalosBoot.Sigstore.Timestamps;

/// <summary>Verifies the answers of time-stamping authorities (RFC 3161; docs/formats/sigstore.md).</summary>
internal sealed class TimestampVerifier(TrustedRoot root, string subject)
{
    const int Granted = 0;
    const int GrantedWithModifications = 1;

    static readonly string[] HashOids = ["2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.3"];

    /// <summary>The time at which a signature was there already.</summary>
    /// <exception cref="SignatureVerificationException">The answer is damaged or about something else (TB2225), or its authority is not trusted (TB2226).</exception>
    public DateTimeOffset Verify(byte[] response, byte[] signature)
    {
        var token = Read(response);
        if (!HashOids.Contains(token.TokenInfo.HashAlgorithmId.Value))
        {
            throw Invalid("is made with a hash that is not supported", null);
        }

        var candidates = new X509Certificate2Collection(root.TimestampAuthorities.Select(authority => authority.Leaf).OfType<X509Certificate2>().ToArray());
        if (!IsFor(token, signature, candidates, out var signer))
        {
            // Without its certificate, a token cannot be told from one that was changed.
            throw token.AsSignedCms().Certificates.Count == 0 && !NamesAny(token, candidates)
                ? Untrusted()
                : Invalid("is not for the signature, was changed, or was made with a certificate that was not valid then", null);
        }

        var time = token.TokenInfo.Timestamp;
        return IsForStamping(signer) && root.TimestampAuthorities.Any(authority => Vouches(authority, signer, time)) ? time : throw Untrusted();
    }

    Rfc3161TimestampToken Read(byte[] response)
    {
        try
        {
            var answer = new AsnReader(response, AsnEncodingRules.BER).ReadSequence();
            if (!answer.ReadSequence().TryReadInt32(out var status) || status is not Granted and not GrantedWithModifications || !answer.HasData)
            {
                throw Invalid("was not granted", null);
            }

            return Rfc3161TimestampToken.TryDecode(answer.ReadEncodedValue(), out var token, out _) ? token : throw Invalid("cannot be understood", null);
        }
        catch (Exception exception) when (exception is AsnContentException or CryptographicException)
        {
            throw Invalid("cannot be understood", exception);
        }
    }

    bool IsFor(
        Rfc3161TimestampToken token, byte[] signature, X509Certificate2Collection candidates,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out X509Certificate2? signer)
    {
        try
        {
            return token.VerifySignatureForData(signature, out signer, candidates);
        }
        catch (CryptographicException exception)
        {
            throw Invalid("cannot be understood", exception);
        }
    }

    static bool NamesAny(Rfc3161TimestampToken token, X509Certificate2Collection candidates) =>
        token.AsSignedCms().SignerInfos[0].SignerIdentifier.Value is System.Security.Cryptography.Xml.X509IssuerSerial name
            && candidates.Any(candidate => candidate.SerialNumber == name.SerialNumber && candidate.Issuer == name.IssuerName);

    static bool IsForStamping(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().ToList() is [{ Critical: true } usage]
            && usage.EnhancedKeyUsages.Cast<Oid>().ToList() is [{ Value: CertificateExtensions.TimeStamping }];

    static bool Vouches(TrustedAuthority authority, X509Certificate2 signer, DateTimeOffset time) =>
        authority.ValidFor.Contains(time)
        && (authority.Leaf is null || authority.Leaf.RawDataMemory.Span.SequenceEqual(signer.RawDataMemory.Span))
        && authority.FindIssuer(signer, time, CertificateExtensions.TimeStamping) is not null;

    SignatureVerificationException Invalid(string what, Exception? cause) => new(
        DiagnosticIds.TimestampInvalid, subject, $"the timestamp {what}. Sign the content again.", cause);

    SignatureVerificationException Untrusted() => new(
        DiagnosticIds.TimestampUntrusted, subject,
        "the timestamp's authority is not trusted, or was not then. Check that the trust root is of the instance that signed, and is current.");
}
