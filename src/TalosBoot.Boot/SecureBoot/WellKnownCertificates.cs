using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.SecureBoot;

/// <summary>
/// Microsoft's certificates, which a machine needs that also starts Windows' boot manager, signed option ROMs or other systems' shims
/// (docs/formats/secure-boot.md). TalosBoot ships none: they are the files of <c>PreSignedObjects</c> in microsoft/secureboot_objects.
/// </summary>
public sealed class WellKnownCertificates
{
    const int LargestCertificate = 64 * 1024;

    // In the order of upstream's file names, byte by byte.
    static readonly (SecureBootVariable Variable, string Name, string Sha256)[] Known =
    [
        (SecureBootVariable.KeyExchangeKey, "MicCorKEKCA2011_2011-06-24.der",
            "a1117f516a32cefcba3f2d1ace10a87972fd6bbe8fe0d0b996e09e65d802a503"),
        (SecureBootVariable.KeyExchangeKey, "microsoft corporation kek 2k ca 2023.der",
            "3cd3f0309edae228767a976dd40d9f4affc4fbd5218f2e8cc3c9dd97e8ac6f9d"),
        (SecureBootVariable.SignatureDatabase, "MicCorUEFCA2011_2011-06-27.der",
            "48e99b991f57fc52f76149599bff0a58c47154229b9f8d603ac40d3500248507"),
        (SecureBootVariable.SignatureDatabase, "microsoft option rom uefi ca 2023.der",
            "e5be3e64c6e66a281457ecdece0d6d0787577aad2a3a0144262c10c14ba8d8f1"),
        (SecureBootVariable.SignatureDatabase, "microsoft uefi ca 2023.der",
            "f6124e34125bee3fe6d79a574eaa7b91c0e7bd9d929c1a321178efd611dad901"),
    ];

    readonly IReadOnlyList<(SecureBootVariable Variable, ReadOnlyMemory<byte> Certificate)> _certificates;

    WellKnownCertificates(IReadOnlyList<(SecureBootVariable Variable, ReadOnlyMemory<byte> Certificate)> certificates) =>
        _certificates = certificates;

    /// <summary>Takes the five certificates, in any order. Each is known by its SHA-256.</summary>
    /// <param name="certificates">The certificates, DER.</param>
    /// <exception cref="SigningException">A certificate is another one, or one is missing (TB4502).</exception>
    public static WellKnownCertificates Create(IEnumerable<ReadOnlyMemory<byte>> certificates)
    {
        ArgumentNullException.ThrowIfNull(certificates);
        var given = certificates.DistinctBy(certificate => Digest.Sha256(certificate.Span))
            .ToDictionary(certificate => Digest.Sha256(certificate.Span).Hex);
        if (given.Keys.FirstOrDefault(hash => Known.All(row => row.Sha256 != hash)) is { } unknown)
        {
            throw new SigningException(
                DiagnosticIds.CertificateInvalid, $"the certificate with the SHA-256 {unknown} is none of Microsoft's well-known ones. "
                    + $"Leave it out.");
        }

        var missing = Known.Where(row => !given.ContainsKey(row.Sha256)).Select(row => row.Name).ToList();
        return missing.Count == 0
            ? new WellKnownCertificates([.. Known.Select(row => (row.Variable, given[row.Sha256]))])
            : throw new SigningException(
                DiagnosticIds.CertificateInvalid,
                $"of Microsoft's well-known certificates there are missing: {string.Join(", ", missing)}. Give all five.");
    }

    /// <summary>Takes the five certificates from a folder; other files there do not matter.</summary>
    /// <param name="folder">The folder, in which, or below which, there is a file <c>*.der</c> for each certificate.</param>
    /// <exception cref="FileAccessException">The folder or a file cannot be read (TB6003).</exception>
    /// <exception cref="SigningException">A certificate is missing (TB4502).</exception>
    public static WellKnownCertificates ReadFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var certificates = ListFiles(folder).Select(BlobSource.FromFile)
            .Where(file => file.Length <= LargestCertificate)
            .Select(file => (ReadOnlyMemory<byte>)file.ToArray())
            .Where(certificate => Known.Any(row => row.Sha256 == Digest.Sha256(certificate.Span).Hex));
        return Create([.. certificates]);
    }

    internal IEnumerable<ReadOnlyMemory<byte>> Of(SecureBootVariable variable) =>
        _certificates.Where(entry => entry.Variable == variable).Select(entry => entry.Certificate);

    static string[] ListFiles(string folder)
    {
        try
        {
            return Directory.GetFiles(folder, "*.der", SearchOption.AllDirectories);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException(
                DiagnosticIds.InputNotReadable, folder, "the folder cannot be read. Check that it exists and that this user may read it.", exception);
        }
    }
}
