using System.Security.Cryptography;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Signing;

/// <summary>Signs predictions of PCR 11 with a key from a PEM file. Thread-safe.</summary>
public sealed class FilePcrSigner : IPcrSigner, IDisposable
{
    readonly RSA _key;

    FilePcrSigner(RSA key) => _key = key;

    /// <summary>Takes a key.</summary>
    /// <param name="keyPem">The first PEM block is the key: RSA, PKCS#1 or PKCS#8, whatever its label says. An encrypted key is refused.</param>
    /// <exception cref="SigningException">The key cannot be read (TB4501), or is of the wrong size (TB4503).</exception>
    public static FilePcrSigner FromPem(ReadOnlySpan<byte> keyPem) => new(PemFiles.ReadPrivateKey(keyPem));

    /// <summary>Reads a key from a PEM file.</summary>
    /// <param name="keyPath">The key, such as <c>pcr-signing-key.pem</c>.</param>
    /// <exception cref="FileAccessException">The file cannot be read (TB6003).</exception>
    /// <exception cref="SigningException">As for <see cref="FromPem"/>.</exception>
    public static FilePcrSigner FromPemFile(string keyPath)
    {
        var key = FileSecureBootSigner.ReadFile(keyPath);
        try
        {
            return FromPem(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> GetPublicKeyAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<ReadOnlyMemory<byte>>(_key.ExportSubjectPublicKeyInfo());

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> SignAsync(SignatureRequest request, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(RsaKeys.Sign(_key, request));

    /// <summary>Forgets the key.</summary>
    public void Dispose() => _key.Dispose();
}
