using System.Security.Cryptography;
using TalosBoot.Boot.Signing;
using TalosBoot.Core.Content;
using TalosBoot.Executables.Pe;

namespace TalosBoot.Boot.Authenticode;

/// <summary>Signs EFI programs for Secure Boot: systemd-boot, UKIs, kernels (docs/formats/secure-boot.md).</summary>
public static class AuthenticodeSigner
{
    /// <summary>Signs a program.</summary>
    /// <param name="image">The program. It is read once, for its hash.</param>
    /// <param name="signer">The signer.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Checked for every mebibyte, and handed to the signer.</param>
    /// <returns>The signed program. The unsigned one is placed in it, and not copied.</returns>
    /// <exception cref="Core.Diagnostics.ImageFormatException">The content is no PE32+ image (TB4401 to TB4403), or its certificate table
    /// is malformed (TB4409).</exception>
    /// <exception cref="Core.Diagnostics.SigningException">
    /// The signer's certificate cannot be used (TB4502, TB4503), it did not sign, or its signature is wrong (TB4506).
    /// </exception>
    public static async Task<BlobSource> SignAsync(
        BlobSource image, ISecureBootSigner signer, AuthenticodeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signer);
        var certificate = await signer.GetCertificateAsync(cancellationToken).ConfigureAwait(false);
        var prepared = Prepare(image, certificate, options, cancellationToken);
        return prepared.Attach(await signer.SignAsync(prepared.Request, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The first of two steps of <see cref="SignAsync"/>: everything but the signature.</summary>
    /// <param name="image">The program. It is read once, for its hash.</param>
    /// <param name="certificate">The signer's certificate, DER.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Checked for every mebibyte.</param>
    /// <returns>What must be signed, and where the signature goes.</returns>
    public static PreparedAuthenticodeSignature Prepare(
        BlobSource image, ReadOnlyMemory<byte> certificate, AuthenticodeOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new AuthenticodeOptions();
        var signingCertificate = SigningCertificate.Read(certificate);
        var layout = AuthenticodeLayout.Of(PeImage.Read(image));
        var imageHash = Convert.FromHexString(Digest.Sha256(layout.HashedContent, cancellationToken).Hex);
        var content = SpcIndirectData.Encode(imageHash);
        var signedData = new SignedData(signingCertificate, SpcIndirectData.Oid, content);
        var attributes = signedData.EncodeAttributes(options.SigningTime, SHA256.HashData(SpcIndirectData.DigestedPart(content).Span));
        return new PreparedAuthenticodeSignature(layout, signingCertificate, signedData, attributes, options.Name);
    }
}
