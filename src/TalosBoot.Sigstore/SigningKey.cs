using System.Formats.Asn1;
using System.Security.Cryptography;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Sigstore;

/// <summary>A private key that container images and files are signed with: of the kinds of <see cref="VerificationKey"/>. Thread-safe until it is disposed.</summary>
public sealed class SigningKey : IDisposable
{
    const string Ed25519Oid = "1.3.101.112";

    readonly AsymmetricAlgorithm? _key;
    readonly byte[] _seed;
    bool _isDisposed;

    SigningKey(AsymmetricAlgorithm key)
    {
        _key = key;
        _seed = [];
        PublicKey = VerificationKey.Parse(key.ExportSubjectPublicKeyInfo());
    }

    SigningKey(byte[] seed)
    {
        _seed = seed;
        PublicKey = VerificationKey.Parse(WriteEd25519PublicKey(Ed25519.PublicKey(seed)));
    }

    /// <summary>The key that verifies what this one signs.</summary>
    public VerificationKey PublicKey { get; }

    /// <summary>
    /// Reads a key from PEM: a block <c>PRIVATE KEY</c>, <c>EC PRIVATE KEY</c> or <c>RSA PRIVATE KEY</c>, or with a password <c>ENCRYPTED PRIVATE KEY</c>.
    /// </summary>
    /// <param name="pem">The text.</param>
    /// <param name="password">The password of an encrypted key; null for none.</param>
    /// <exception cref="SigningException">There is no key, it is damaged, or the password is wrong (TB4501).</exception>
    /// <exception cref="SignatureVerificationException">The key is of an unsupported kind or size (TB2208).</exception>
    public static SigningKey ParsePem(string pem, string? password = null)
    {
        ArgumentNullException.ThrowIfNull(pem);
        try
        {
            return TryReadEd25519(pem) ?? ReadAsymmetric(pem, password);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or AsnContentException or FormatException or PlatformNotSupportedException)
        {
            throw new SigningException(
                DiagnosticIds.PrivateKeyInvalid,
                "The private key cannot be read. Give a PEM block PRIVATE KEY, EC PRIVATE KEY, RSA PRIVATE KEY or ENCRYPTED PRIVATE KEY with its password.",
                exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _key?.Dispose();
        CryptographicOperations.ZeroMemory(_seed);
    }

    /// <summary>Signs a message with the hash of the key.</summary>
    internal byte[] Sign(ReadOnlySpan<byte> message) => Sign(message, PublicKey.DefaultHash);

    /// <summary>Signs a message with a chosen hash, which Ed25519 has no use for.</summary>
    internal byte[] Sign(ReadOnlySpan<byte> message, HashAlgorithmName hash)
    {
        // What is left of a seed would sign as well: as a key that everybody knows.
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _key is null ? Ed25519.Sign(_seed, message) : SignHash(CryptographicOperations.HashData(hash, message), hash);
    }

    /// <summary>Signs a hash.</summary>
    /// <exception cref="SignatureVerificationException">The key is Ed25519, which signs whole messages only (TB2208).</exception>
    internal byte[] SignHash(ReadOnlySpan<byte> digest, HashAlgorithmName hash) => _key switch
    {
        RSA rsa => rsa.SignHash(digest, hash, RSASignaturePadding.Pkcs1),
        ECDsa ecdsa => ecdsa.SignHash(digest, DSASignatureFormat.Rfc3279DerSequence),
        _ => throw new SignatureVerificationException(
            DiagnosticIds.SignatureAlgorithmUnsupported, "private key",
            "an Ed25519 key does not sign the digest of a file. Use an ECDSA or RSA key for files."),
    };

    static SigningKey ReadAsymmetric(string pem, string? password)
    {
        try
        {
            return Import(ECDsa.Create(), pem, password);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            // Nothing but trying tells the kind of an encrypted key.
            return Import(RSA.Create(), pem, password);
        }
    }

    static SigningKey Import(AsymmetricAlgorithm key, string pem, string? password)
    {
        try
        {
            if (password is null)
            {
                key.ImportFromPem(pem);
            }
            else
            {
                key.ImportFromEncryptedPem(pem, password);
            }

            return new SigningKey(key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    static SigningKey? TryReadEd25519(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var fields) || pem[fields.Label] != "PRIVATE KEY")
        {
            return null;
        }

        var key = Convert.FromBase64String(pem[fields.Base64Data]);
        try
        {
            var info = new AsnReader(key, AsnEncodingRules.BER).ReadSequence();
            info.ReadInteger();
            return info.ReadSequence().ReadObjectIdentifier() == Ed25519Oid
                ? new SigningKey(new AsnReader(info.ReadOctetString(), AsnEncodingRules.DER).ReadOctetString())
                : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    static byte[] WriteEd25519PublicKey(byte[] point)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Ed25519Oid);
            }

            writer.WriteBitString(point);
        }

        return writer.Encode();
    }
}
