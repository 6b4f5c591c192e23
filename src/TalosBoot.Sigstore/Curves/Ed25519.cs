using System.Security.Cryptography;

namespace TalosBoot.Sigstore.Curves;

/// <summary>Ed25519 (RFC 8032, 5.1), which .NET 10 does not have, and logs sign with.</summary>
internal static class Ed25519
{
    public const int KeySize = 32;
    public const int SignatureSize = 64;

    /// <summary>The public key of a private one.</summary>
    public static byte[] PublicKey(ReadOnlySpan<byte> seed)
    {
        var expanded = Expand(seed);
        try
        {
            return (expanded.AsSpan(0, GroupScalar.Size) * EdwardsPoint.Base).Encode();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(expanded);
        }
    }

    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        var publicKey = PublicKey(seed);
        var expanded = Expand(seed);
        try
        {
            var nonce = GroupScalar.Reduce(Hash(expanded.AsSpan(GroupScalar.Size), [], message));
            var commitment = ((ReadOnlySpan<byte>)nonce * EdwardsPoint.Base).Encode();
            var challenge = GroupScalar.Reduce(Hash(commitment, publicKey, message));
            var key = GroupScalar.Reduce(expanded.AsSpan(0, GroupScalar.Size));
            return [.. commitment, .. GroupScalar.MultiplyAdd(challenge, key, nonce)];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(expanded);
        }
    }

    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureSize || publicKey.Length != KeySize || !GroupScalar.IsReduced(signature[GroupScalar.Size..])
            || !EdwardsPoint.TryDecode(publicKey, out var key))
        {
            return false;
        }

        var challenge = GroupScalar.Reduce(Hash(signature[..GroupScalar.Size], publicKey, message));
        var expected = (signature[GroupScalar.Size..] * EdwardsPoint.Base) + ((ReadOnlySpan<byte>)challenge * key.Negate());
        return expected.Encode().AsSpan().SequenceEqual(signature[..GroupScalar.Size]);
    }

    static byte[] Expand(ReadOnlySpan<byte> seed)
    {
        var expanded = SHA512.HashData(seed);
        expanded[0] &= 0xF8;
        expanded[31] &= 0x7F;
        expanded[31] |= 0x40;
        return expanded;
    }

    static byte[] Hash(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        hash.AppendData(first);
        hash.AppendData(second);
        hash.AppendData(third);
        return hash.GetHashAndReset();
    }
}
