using System.Security.Cryptography;
using Curve = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;

namespace TalosBoot.Sigstore;

/// <summary>Ed25519 (RFC 8032, 5.1), which .NET 10 does not have, and logs sign with. The arithmetic is that of BouncyCastle.</summary>
internal static class Ed25519
{
    public const int KeySize = 32;
    public const int SignatureSize = 64;

    /// <summary>The public key of a private one.</summary>
    public static byte[] PublicKey(ReadOnlySpan<byte> seed)
    {
        var publicKey = new byte[KeySize];
        Use(seed, key => Curve.GeneratePublicKey(key, 0, publicKey, 0));
        return publicKey;
    }

    /// <summary>Signs a whole message. The same key and message give the same signature.</summary>
    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        var signature = new byte[SignatureSize];
        var bytes = message.ToArray();
        Use(seed, key => Curve.Sign(key, 0, bytes, 0, bytes.Length, signature, 0));
        return signature;
    }

    /// <summary>Whether the signature is one of the key; false also for bytes that are no key or no signature, or not the only spelling of one.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        publicKey.Length == KeySize && signature.Length == SignatureSize
        && Curve.Verify(signature.ToArray(), 0, publicKey.ToArray(), 0, message.ToArray(), 0, message.Length);

    /// <summary>The library takes arrays: the copy of the private key does not outlive the call.</summary>
    static void Use(ReadOnlySpan<byte> seed, Action<byte[]> action)
    {
        if (seed.Length != KeySize)
        {
            throw new CryptographicException($"A private Ed25519 key has {KeySize} bytes, not {seed.Length}.");
        }

        var key = seed.ToArray();
        try
        {
            action(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
