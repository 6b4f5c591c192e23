using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Signing.Remote;

/// <summary>
/// A key on another machine, which a folder leads to: what must be signed is written there, and the signatures that somebody has put beside it are taken
/// (see <see cref="DetachedSignatures"/>). Give it to a <see cref="RemoteSecureBootSigner"/> or a <see cref="RemotePcrSigner"/>.
/// </summary>
/// <remarks>
/// A build with such a key ends with TB4507 while signatures are missing, and is begun again when they are there: the same request has the same digests.
/// </remarks>
public sealed class DetachedKey : IRemoteKey
{
    readonly string _folder;
    readonly ReadOnlyMemory<byte> _publicKey;
    readonly SigningCertificate? _certificate;

    DetachedKey(string folder, ReadOnlyMemory<byte> publicKey, SigningCertificate? certificate)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _folder = folder;
        _publicKey = publicKey;
        _certificate = certificate;
    }

    /// <summary>Names a key by its certificate.</summary>
    /// <param name="folder">A folder that exists.</param>
    /// <param name="certificate">The certificate, PEM or DER.</param>
    /// <exception cref="SigningException">It is no certificate (TB4502), or not of an RSA key of a good size (TB4503).</exception>
    public static DetachedKey ForCertificate(string folder, ReadOnlyMemory<byte> certificate)
    {
        var read = SigningCertificate.Read(certificate);
        return new DetachedKey(folder, read.PublicKey, read);
    }

    /// <summary>Names a key by its public half. It can sign predictions of PCR 11 only.</summary>
    /// <param name="folder">A folder that exists.</param>
    /// <param name="publicKey">The public key: a SubjectPublicKeyInfo, PEM or DER, as <c>openssl rsa -pubout</c> writes it.</param>
    /// <exception cref="SigningException">It is no RSA key of a good size (TB4503).</exception>
    public static DetachedKey ForPublicKey(string folder, ReadOnlyMemory<byte> publicKey) => new(folder, PemFiles.ReadPublicKey(publicKey), null);

    /// <inheritdoc/>
    /// <exception cref="SigningException">The key was named by its public half (TB4511).</exception>
    public ValueTask<ReadOnlyMemory<byte>> GetCertificateAsync(CancellationToken cancellationToken = default) => _certificate is { } certificate
        ? ValueTask.FromResult(certificate.Der)
        : throw new SigningException(DiagnosticIds.SignerKeyNotFound, $"the key of the folder {_folder} was named without a certificate. Give one.");

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> GetPublicKeyAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(_publicKey);

    /// <inheritdoc/>
    /// <exception cref="SigningException">The signature is not there yet (TB4507). The digest is.</exception>
    /// <exception cref="FileAccessException">The digest cannot be written (TB6001, TB6002).</exception>
    public async ValueTask<ReadOnlyMemory<byte>> SignAsync(SignatureRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!File.Exists(Path.Combine(_folder, DetachedSignatures.SignatureFileName(request))))
        {
            await DetachedSignatures.WriteRequestsAsync(_folder, [request], cancellationToken).ConfigureAwait(false);
        }

        return DetachedSignatures.Read(_folder, [request])[0];
    }
}
