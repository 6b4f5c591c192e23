using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Sigstore.Curves;

namespace TalosBoot.Sigstore;

/// <summary>
/// A public key that signatures are verified with: ECDSA on P-256, P-384 or P-521, RSA of 2048 to 8192 bits with PKCS#1 v1.5, or Ed25519. Thread-safe.
/// </summary>
public sealed class VerificationKey
{
    const int MinimumRsaBits = 2048;
    const int MaximumRsaBits = 8192;
    const string PemLabel = "PUBLIC KEY";
    const string Ed25519Oid = "1.3.101.112";

    readonly byte[] _subjectPublicKeyInfo;
    readonly byte[] _publicKey;

    VerificationKey(byte[] subjectPublicKeyInfo, byte[] publicKey, SignatureAlgorithm algorithm)
    {
        _subjectPublicKeyInfo = subjectPublicKeyInfo;
        _publicKey = publicKey;
        Algorithm = algorithm;
    }

    internal SignatureAlgorithm Algorithm { get; }

    internal ReadOnlySpan<byte> SubjectPublicKeyInfo => _subjectPublicKeyInfo;

    /// <summary>The key's own bytes: for Ed25519 the point.</summary>
    internal ReadOnlySpan<byte> RawKey => _publicKey;

    /// <summary>The hash that the key signs with where nothing else is said: that of its curve, SHA-256 for RSA (oci.md 22.3).</summary>
    internal HashAlgorithmName DefaultHash => Algorithm switch
    {
        SignatureAlgorithm.EcdsaP384 => HashAlgorithmName.SHA384,
        SignatureAlgorithm.EcdsaP521 or SignatureAlgorithm.Ed25519 => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };

    /// <summary>The SHA-256 of the key in its X.509 form.</summary>
    internal byte[] Fingerprint => SHA256.HashData(_subjectPublicKeyInfo);

    /// <summary>Reads a key from PEM: a block <c>PUBLIC KEY</c>.</summary>
    /// <param name="pem">The text.</param>
    /// <exception cref="SignatureVerificationException">There is no key (TB2228), or it is of an unsupported kind or size (TB2208).</exception>
    public static VerificationKey ParsePem(string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        return PemEncoding.TryFind(pem, out var fields) && pem[fields.Label] == PemLabel
            ? Parse(Convert.FromBase64String(pem[fields.Base64Data]))
            : throw Invalid("there is no PEM block PUBLIC KEY. Give the public key that belongs to the signer, such as cosign.pub.", null);
    }

    /// <summary>Reads a key from DER: the SubjectPublicKeyInfo of X.509.</summary>
    /// <param name="subjectPublicKeyInfo">The bytes.</param>
    /// <exception cref="SignatureVerificationException">There is no key (TB2228), or it is of an unsupported kind or size (TB2208).</exception>
    public static VerificationKey Parse(ReadOnlyMemory<byte> subjectPublicKeyInfo)
    {
        try
        {
            var key = PublicKey.CreateFromSubjectPublicKeyInfo(subjectPublicKeyInfo.Span, out var length);
            return length == subjectPublicKeyInfo.Length
                ? new VerificationKey(subjectPublicKeyInfo.ToArray(), key.EncodedKeyValue.RawData, AlgorithmOf(key))
                : throw Invalid("bytes follow the key. Give the key alone.", null);
        }
        catch (PlatformNotSupportedException exception)
        {
            throw Unsupported("an ECDSA key on an unknown curve, or a point beside its curve", exception);
        }
        catch (CryptographicException exception)
        {
            throw Invalid("it is no public key in X.509 form. Convert it with openssl pkey -pubout.", exception);
        }
    }

    /// <summary>Whether a signature is by this key over a message that is hashed with the key's own hash.</summary>
    internal bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => Verify(message, signature, DefaultHash);

    /// <summary>Whether a signature is by this key over a message that is hashed with a chosen hash, which Ed25519 has no use for.</summary>
    internal bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, HashAlgorithmName hash) => Algorithm == SignatureAlgorithm.Ed25519
        ? Ed25519.Verify(_publicKey, message, signature)
        : VerifyHash(CryptographicOperations.HashData(hash, message), signature, hash);

    /// <summary>Whether a signature is by this key over a hash. Ed25519 signs messages only, so that the answer is no.</summary>
    internal bool VerifyHash(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature, HashAlgorithmName hash)
    {
        try
        {
            if (Algorithm == SignatureAlgorithm.Rsa)
            {
                using var rsa = RSA.Create();
                rsa.ImportSubjectPublicKeyInfo(_subjectPublicKeyInfo, out _);
                return rsa.VerifyHash(digest, signature, hash, RSASignaturePadding.Pkcs1);
            }

            if (Algorithm == SignatureAlgorithm.Ed25519)
            {
                return false;
            }

            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(_subjectPublicKeyInfo, out _);
            return ecdsa.VerifyHash(digest, signature, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (Exception exception) when (exception is CryptographicException or PlatformNotSupportedException)
        {
            // A signature that is no DER is a wrong signature.
            return false;
        }
    }

    static SignatureAlgorithm AlgorithmOf(PublicKey key)
    {
        if (key.Oid.Value == Ed25519Oid)
        {
            return key.EncodedKeyValue.RawData.Length == Ed25519.KeySize ? SignatureAlgorithm.Ed25519 : throw Unsupported("an Ed25519 key of another size");
        }

        if (key.GetRSAPublicKey() is { } rsa)
        {
            using (rsa)
            {
                return rsa.KeySize is >= MinimumRsaBits and <= MaximumRsaBits ? SignatureAlgorithm.Rsa : throw Unsupported($"an RSA key of {rsa.KeySize} bits");
            }
        }

        using var ecdsa = key.GetECDsaPublicKey() ?? throw Unsupported($"a key of the kind {key.Oid.Value}");
        return ecdsa.ExportParameters(includePrivateParameters: false).Curve.Oid.Value switch
        {
            "1.2.840.10045.3.1.7" => SignatureAlgorithm.EcdsaP256,
            "1.3.132.0.34" => SignatureAlgorithm.EcdsaP384,
            "1.3.132.0.35" => SignatureAlgorithm.EcdsaP521,
            var curve => throw Unsupported($"an ECDSA key on the curve {curve ?? "of explicit parameters"}"),
        };
    }

    static SignatureVerificationException Unsupported(string what, Exception? cause = null) => new(
        DiagnosticIds.SignatureAlgorithmUnsupported, "public key",
        $"it is {what}. Use ECDSA on P-256, P-384 or P-521, RSA of {MinimumRsaBits} to {MaximumRsaBits} bits, or Ed25519.", cause);

    static SignatureVerificationException Invalid(string message, Exception? cause) =>
        new(DiagnosticIds.VerificationKeyInvalid, "public key", message, cause);
}
