using System.Security.Cryptography;

namespace TalosBoot.Boot.SecureBoot;

/// <summary>Who put a certificate into a Secure Boot database.</summary>
public static class SignatureOwner
{
    static readonly Guid X500Namespace = new("6ba7b814-9dad-11d1-80b4-00c04fd430c8");

    /// <summary>The owner of Microsoft's certificates.</summary>
    public static Guid Microsoft { get; } = new("77fa9abd-0359-4d32-bd60-28f4e78f784b");

    /// <summary>
    /// The owner of an enrolled certificate, which follows from the text of its PEM file: the same certificate with other line breaks has
    /// another owner (docs/formats/secure-boot.md).
    /// </summary>
    /// <param name="certificatePem">The PEM file, with its final line end.</param>
    public static Guid FromCertificate(ReadOnlySpan<byte> certificatePem)
    {
        Span<byte> space = stackalloc byte[16];
        X500Namespace.TryWriteBytes(space, bigEndian: true, out _);
        var hash = SHA256.HashData([.. space, .. certificatePem]);

        // Marked as version 4, although it is a hash: upstream does so.
        hash[6] = (byte)((hash[6] & 0x0f) | 0x40);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
