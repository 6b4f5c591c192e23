using TalosBoot.Core.Content;
using TalosBoot.Executables.Pe;

namespace TalosBoot.Boot.Authenticode;

/// <summary>The hash by which firmware knows an EFI program.</summary>
public static class AuthenticodeHash
{
    /// <summary>Computes the SHA-256 of a PE image, without its checksum and its signatures (docs/formats/secure-boot.md).</summary>
    /// <param name="image">The image, signed or not. It is read once.</param>
    /// <param name="cancellationToken">Checked for every mebibyte.</param>
    /// <exception cref="Core.Diagnostics.ImageFormatException">
    /// The content is no PE32+ image (TB4401 to TB4403, TB4001, TB4002), or its certificate table is malformed (TB4409).
    /// </exception>
    public static Digest Compute(BlobSource image, CancellationToken cancellationToken = default) =>
        Digest.Sha256(AuthenticodeLayout.Of(PeImage.Read(image)).HashedContent, cancellationToken);
}
