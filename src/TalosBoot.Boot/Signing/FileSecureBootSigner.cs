using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Signing;

/// <summary>Signs with a key from a file: PEM files as Talos uses them, or a PFX file. Thread-safe.</summary>
public sealed class FileSecureBootSigner : ISecureBootSigner, IDisposable
{
    const int FileLimit = 1024 * 1024;
    readonly RSA _key;

    FileSecureBootSigner(RSA key, SigningCertificate certificate)
    {
        _key = key;
        Certificate = certificate;
    }

    /// <summary>The certificate. Whoever has a clock asks <see cref="SigningCertificate.WarnAt"/>.</summary>
    public SigningCertificate Certificate { get; }

    /// <summary>Takes a key and its certificate.</summary>
    /// <param name="keyPem">The first PEM block is the key: RSA, PKCS#1 or PKCS#8, whatever its label says. An encrypted key is refused.</param>
    /// <param name="certificatePem">The first PEM block is the X.509 certificate.</param>
    /// <exception cref="SigningException">
    /// The key (TB4501) or the certificate (TB4502) cannot be read, is of the wrong kind or size (TB4503), or they are no pair (TB4504).
    /// </exception>
    public static FileSecureBootSigner FromPem(ReadOnlySpan<byte> keyPem, ReadOnlySpan<byte> certificatePem)
    {
        var certificate = PemFiles.ReadCertificate(certificatePem);
        return Pair(PemFiles.ReadPrivateKey(keyPem), certificate);
    }

    /// <summary>Reads a key and its certificate from PEM files.</summary>
    /// <param name="keyPath">The key, such as <c>uki-signing-key.pem</c>.</param>
    /// <param name="certificatePath">The certificate, such as <c>uki-signing-cert.pem</c>.</param>
    /// <exception cref="FileAccessException">A file cannot be read (TB6003).</exception>
    /// <exception cref="SigningException">As for <see cref="FromPem"/>.</exception>
    public static FileSecureBootSigner FromPemFiles(string keyPath, string certificatePath)
    {
        var key = ReadFile(keyPath);
        try
        {
            return FromPem(key, ReadFile(certificatePath));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Reads a key and its certificate from a PFX (PKCS#12) file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="password">Its password, or null for none.</param>
    /// <exception cref="FileAccessException">The file cannot be read (TB6003).</exception>
    /// <exception cref="SigningException">The password is wrong or there is no private key (TB4501), or the key is no RSA key of a good
    /// size (TB4503).</exception>
    public static FileSecureBootSigner FromPfxFile(string path, string? password)
    {
        try
        {
            // macOS keeps keys in a keychain only.
            var storage = OperatingSystem.IsMacOS() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet;
            using var bundle = X509CertificateLoader.LoadPkcs12(ReadFile(path), password, storage);
            var certificate = SigningCertificate.Read(bundle.RawDataMemory);
            var key = bundle.GetRSAPrivateKey() ?? throw new SigningException(
                DiagnosticIds.PrivateKeyInvalid, $"{path}: the file holds no private key for {bundle.Subject}. Export it with its key.");
            return new FileSecureBootSigner(key, certificate);
        }
        catch (CryptographicException exception)
        {
            throw new SigningException(
                DiagnosticIds.PrivateKeyInvalid, $"{path}: the file is no PFX file, or the password is wrong.", exception);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> GetCertificateAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Certificate.Der);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> SignAsync(SignatureRequest request, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(RsaKeys.Sign(_key, request));

    /// <summary>Forgets the key.</summary>
    public void Dispose() => _key.Dispose();

    internal static byte[] ReadFile(string path) => BlobSource.FromFile(path) is { Length: <= FileLimit } file
        ? file.ToArray()
        : throw new SigningException(DiagnosticIds.PrivateKeyInvalid, $"{path}: the file has more than {FileLimit} bytes, and is no key "
            + $"or certificate.");

    static FileSecureBootSigner Pair(RSA key, SigningCertificate certificate)
    {
        if (key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(certificate.PublicKey.Span))
        {
            return new FileSecureBootSigner(key, certificate);
        }

        key.Dispose();
        throw new SigningException(
            DiagnosticIds.KeyCertificateMismatch, $"the private key does not belong to the certificate {certificate.Subject}. Give the "
                + $"two files of one pair.");
    }
}
