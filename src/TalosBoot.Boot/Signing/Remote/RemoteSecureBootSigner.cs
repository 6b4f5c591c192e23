namespace TalosBoot.Boot.Signing.Remote;

/// <summary>
/// Signs for Secure Boot with a key that is kept elsewhere. The certificate is asked for once; every signature is verified against it.
/// Thread-safe when the key is.
/// </summary>
public sealed class RemoteSecureBootSigner : ISecureBootSigner, IAsyncDisposable
{
    readonly IRemoteKey _key;
    readonly RemoteSignerOptions _options;
    SigningCertificate? _certificate;

    /// <summary>Takes a key. It is not asked for anything yet.</summary>
    /// <param name="key">The key. It remains the caller's to dispose, unless the options say otherwise.</param>
    /// <param name="options">How long to wait, and whose the key is; null for the defaults.</param>
    public RemoteSecureBootSigner(IRemoteKey key, RemoteSignerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = key;
        _options = options ?? new RemoteSignerOptions();
    }

    /// <inheritdoc/>
    /// <exception cref="Core.Diagnostics.SigningException">
    /// It is no certificate (TB4502) of an RSA key of a good size (TB4503), or did not come (TB4508, TB4509, TB4511).
    /// </exception>
    public async ValueTask<ReadOnlyMemory<byte>> GetCertificateAsync(CancellationToken cancellationToken = default) =>
        (await ReadCertificateAsync(cancellationToken).ConfigureAwait(false)).Der;

    /// <inheritdoc/>
    /// <exception cref="Core.Diagnostics.SigningException">
    /// As for <see cref="GetCertificateAsync"/>; or the signature does not fit the certificate (TB4506), or is not as long as its key
    /// (TB4510).
    /// </exception>
    public async ValueTask<ReadOnlyMemory<byte>> SignAsync(SignatureRequest request, CancellationToken cancellationToken = default)
    {
        var certificate = await ReadCertificateAsync(cancellationToken).ConfigureAwait(false);
        return await RemoteCall.SignAsync(_key, certificate.PublicKey, request, _options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Disposes the key, where the options say so.</summary>
    public ValueTask DisposeAsync() => RemoteCall.DisposeAsync(_key, _options);

    async ValueTask<SigningCertificate> ReadCertificateAsync(CancellationToken cancellationToken)
    {
        if (_certificate is { } known)
        {
            return known;
        }

        var der = await RemoteCall.RunAsync(_key.GetCertificateAsync, "give its certificate", _options, cancellationToken)
            .ConfigureAwait(false);
        var certificate = SigningCertificate.Read(der);
        return Interlocked.CompareExchange(ref _certificate, certificate, null) ?? certificate;
    }
}
