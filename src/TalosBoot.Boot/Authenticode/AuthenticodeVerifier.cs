using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TalosBoot.Boot.Signing;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Executables.Pe;

namespace TalosBoot.Boot.Authenticode;

/// <summary>Verifies the signatures of EFI programs as Secure Boot firmware does: dates and revocation do not count.</summary>
public static class AuthenticodeVerifier
{
    const X509ChainStatusFlags IgnoredStatus =
        X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;

    /// <summary>Verifies each signature of a program.</summary>
    /// <param name="image">The program. It is read once, for its hash.</param>
    /// <param name="trustedCertificates">The certificates that firmware would have in <c>db</c>, DER.</param>
    /// <param name="cancellationToken">Checked for every mebibyte.</param>
    /// <returns>The signatures in order; none for an unsigned program. Firmware starts the program when one of them is trusted.</returns>
    /// <exception cref="ImageFormatException">The content is no PE32+ image (TB4401 to TB4403), or its certificate table is malformed
    /// (TB4409, TB4002).</exception>
    /// <exception cref="SigningException">A trusted certificate cannot be read (TB4502).</exception>
    public static IReadOnlyList<AuthenticodeSignature> Verify(
        BlobSource image, IReadOnlyList<ReadOnlyMemory<byte>> trustedCertificates, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trustedCertificates);
        var layout = AuthenticodeLayout.Of(PeImage.Read(image));
        var records = CertificateTable.Read(layout);
        var trusted = trustedCertificates.Select(SigningCertificate.Read).ToList();
        if (records.Count == 0)
        {
            return [];
        }

        var imageHash = Convert.FromHexString(Digest.Sha256(layout.HashedContent, cancellationToken).Hex);
        return [.. records.Select(record => VerifyRecord(record.Revision, record.Type, record.Content, imageHash, trusted))];
    }

    static AuthenticodeSignature VerifyRecord(
        ushort revision, ushort type, ReadOnlyMemory<byte> content, byte[] imageHash, IReadOnlyList<SigningCertificate> trusted)
    {
        if (revision != CertificateTable.Revision || type != CertificateTable.PkcsSignedDataType)
        {
            return Unsupported($"the record has revision 0x{revision:x4} and type 0x{type:x4}; an Authenticode signature has 0x0200 and "
                + $"0x0002.");
        }

        try
        {
            return VerifyMessage(AuthenticodeMessage.Decode(content), imageHash, trusted);
        }
        catch (Exception exception) when (exception is AsnContentException or CryptographicException)
        {
            return new AuthenticodeSignature(
                AuthenticodeStatus.Malformed, $"the signature is no PKCS#7 message: {exception.Message}", null, null);
        }
    }

    static AuthenticodeSignature VerifyMessage(AuthenticodeMessage message, byte[] imageHash, IReadOnlyList<SigningCertificate> trusted)
    {
        if (message.UnsupportedReason is { } unsupported)
        {
            return Unsupported(unsupported);
        }

        SigningCertificate? certificate;
        try
        {
            certificate = message.FindSigner();
        }
        catch (SigningException exception)
        {
            return Unsupported(exception.Message);
        }

        if (certificate is null)
        {
            return new AuthenticodeSignature(
                AuthenticodeStatus.SignatureWrong, "the signer's certificate is not in the signature.", null, message.SigningTime);
        }

        var (status, reason) = Judge(message, certificate, imageHash, trusted);
        return new AuthenticodeSignature(status, reason, certificate, message.SigningTime);
    }

    static (AuthenticodeStatus Status, string Reason) Judge(
        AuthenticodeMessage message, SigningCertificate certificate, byte[] imageHash, IReadOnlyList<SigningCertificate> trusted)
    {
        if (!message.ImageHash.AsSpan().SequenceEqual(imageHash))
        {
            return (AuthenticodeStatus.ImageChanged,
                $"the signed image hash is {Convert.ToHexStringLower(message.ImageHash)}, that of the file "
                + $"{Convert.ToHexStringLower(imageHash)}.");
        }

        if (!message.MessageDigest.AsSpan().SequenceEqual(SHA256.HashData(SpcIndirectData.DigestedPart(message.Content).Span)))
        {
            return (AuthenticodeStatus.SignatureWrong, "the message digest is not that of the signed content.");
        }

        using var key = RsaKeys.ImportPublicKey(certificate.PublicKey);
        if (!key.VerifyData(message.SignedAttributes, message.Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
        {
            return (AuthenticodeStatus.SignatureWrong, $"the signature does not fit the key of {certificate.Subject}.");
        }

        return trusted.Any(anchor => IsTrustedBy(certificate, message.Certificates, anchor))
            ? (AuthenticodeStatus.Trusted, $"signed by {certificate.Subject}.")
            : (AuthenticodeStatus.Untrusted, $"the certificate {certificate.Subject} is not among the trusted ones, nor issued by one of "
                + $"them.");
    }

    /// <summary>Whether the certificate is the anchor, or a chain of the certificates in the signature leads to it.</summary>
    static bool IsTrustedBy(SigningCertificate certificate, IReadOnlyList<ReadOnlyMemory<byte>> others, SigningCertificate anchor)
    {
        if (certificate.Der.Span.SequenceEqual(anchor.Der.Span))
        {
            return true;
        }

        using var chain = new X509Chain();
        using var leaf = X509CertificateLoader.LoadCertificate(certificate.Der.Span);
        using var end = X509CertificateLoader.LoadCertificate(anchor.Der.Span);
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.CustomTrustStore.Add(end);
        try
        {
            foreach (var other in others)
            {
                AddOther(chain.ChainPolicy.ExtraStore, X509CertificateLoader.LoadCertificate(other.Span), end);
            }

            chain.Build(leaf);
            return LeadsTo(chain, others, anchor);
        }
        finally
        {
            foreach (var other in chain.ChainPolicy.ExtraStore)
            {
                other.Dispose();
            }

            foreach (var element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }
        }
    }

    /// <summary>Adds a certificate of the signature, unless it has the name of the anchor: firmware looks among those that it trusts first.</summary>
    static void AddOther(X509Certificate2Collection store, X509Certificate2 other, X509Certificate2 anchor)
    {
        if (other.SubjectName.RawData.AsSpan().SequenceEqual(anchor.SubjectName.RawData))
        {
            other.Dispose();
        }
        else
        {
            store.Add(other);
        }
    }

    /// <summary>
    /// Whether a chain leads to the anchor with signatures that are right. To firmware any certificate is the end of a chain, to the framework
    /// only one that signed itself: its word about the whole chain does not count, and what is behind the anchor does not either.
    /// </summary>
    static bool LeadsTo(X509Chain chain, IReadOnlyList<ReadOnlyMemory<byte>> others, SigningCertificate anchor)
    {
        for (var index = 0; index < chain.ChainElements.Count; index++)
        {
            var element = chain.ChainElements[index];
            if (!Array.TrueForAll(element.ChainElementStatus, status => (status.Status & ~IgnoredStatus) == 0))
            {
                return false;
            }

            var der = element.Certificate.RawDataMemory;
            if (der.Span.SequenceEqual(anchor.Der.Span))
            {
                return true;
            }

            // The framework may have found it in a store of the host, which firmware does not have.
            if (index > 0 && !others.Any(other => other.Span.SequenceEqual(der.Span)))
            {
                return false;
            }
        }

        return false;
    }

    static AuthenticodeSignature Unsupported(string reason) => new(AuthenticodeStatus.Unsupported, reason, null, null);
}
