using System.Security.Cryptography;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Signing;

/// <summary>RSA keys as they come from outside.</summary>
internal static class RsaKeys
{
    /// <summary>The smallest key: what every TPM and firmware takes, and nothing weaker.</summary>
    public const int MinimumKeySize = 2048;

    /// <summary>The largest key, so that hostile keys cost no time.</summary>
    public const int MaximumKeySize = 16_384;

    /// <summary>Reads a DER SubjectPublicKeyInfo. The caller disposes the key.</summary>
    public static RSA ImportPublicKey(ReadOnlyMemory<byte> publicKey)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportSubjectPublicKeyInfo(publicKey.Span, out var read);
            if (read != publicKey.Length)
            {
                throw new CryptographicException("There are bytes behind the key.");
            }

            CheckSize(rsa);
            return rsa;
        }
        catch (CryptographicException exception)
        {
            rsa.Dispose();
            throw new SigningException(
                DiagnosticIds.SigningKeyUnsupported,
                "the public key is no RSA key (DER SubjectPublicKeyInfo). Give an RSA key.",
                exception);
        }
        catch (SigningException)
        {
            rsa.Dispose();
            throw;
        }
    }

    public static void CheckSize(RSA key)
    {
        if (key.KeySize is < MinimumKeySize or > MaximumKeySize)
        {
            throw new SigningException(
                DiagnosticIds.SigningKeyUnsupported,
                $"the RSA key has {key.KeySize} bits; a signing key has {MinimumKeySize} to {MaximumKeySize}. Make a new key.");
        }
    }

    public static ReadOnlyMemory<byte> Sign(RSA key, SignatureRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return key.SignHash(request.Digest.Span, request.HashAlgorithm, RSASignaturePadding.Pkcs1);
    }

    /// <summary>Checks a signature that a signer gave.</summary>
    public static void Verify(RSA publicKey, SignatureRequest request, ReadOnlyMemory<byte> signature)
    {
        if (!publicKey.VerifyHash(request.Digest.Span, signature.Span, request.HashAlgorithm, RSASignaturePadding.Pkcs1))
        {
            throw new SigningException(
                DiagnosticIds.SignatureRejected,
                $"the signature of {request.Name} ({signature.Length} bytes) does not fit the signer's key and the digest. "
                + "Check that key and certificate are a pair, and that the signer uses RSASSA-PKCS1-v1_5.");
        }
    }
}
