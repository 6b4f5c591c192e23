namespace TalosBoot.Boot.Signing.Remote;

/// <summary>
/// Signs predictions of PCR 11 with a key that is kept elsewhere. The public key is asked for once; every signature is verified against it.
/// Thread-safe when the key is.
/// </summary>
public sealed class RemotePcrSigner : IPcrSigner, IAsyncDisposable
{
    readonly IRemoteKey _key;
    readonly RemoteSignerOptions _options;
    byte[]? _publicKey;

    /// <summary>Takes a key. It is not asked for anything yet.</summary>
    /// <param name="key">The key. It remains the caller's to dispose, unless the options say otherwise.</param>
    /// <param name="options">How long to wait, and whose the key is; null for the defaults.</param>
    public RemotePcrSigner(IRemoteKey key, RemoteSignerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = key;
        _options = options ?? new RemoteSignerOptions();
    }

    /// <inheritdoc/>
    /// <exception cref="Core.Diagnostics.SigningException">
    /// It is no RSA key of a good size (TB4503), or did not come (TB4508, TB4509, TB4511).
    /// </exception>
    public async ValueTask<ReadOnlyMemory<byte>> GetPublicKeyAsync(CancellationToken cancellationToken = default)
    {
        if (_publicKey is { } known)
        {
            return known;
        }

        var answer = await RemoteCall.RunAsync(_key.GetPublicKeyAsync, "give its public key", _options, cancellationToken)
            .ConfigureAwait(false);
        using var rsa = RsaKeys.ImportPublicKey(answer);
        var publicKey = rsa.ExportSubjectPublicKeyInfo();
        return Interlocked.CompareExchange(ref _publicKey, publicKey, null) ?? publicKey;
    }

    /// <inheritdoc/>
    /// <exception cref="Core.Diagnostics.SigningException">
    /// As for <see cref="GetPublicKeyAsync"/>; or the signature does not fit the key (TB4506), or is not as long as it (TB4510).
    /// </exception>
    public async ValueTask<ReadOnlyMemory<byte>> SignAsync(SignatureRequest request, CancellationToken cancellationToken = default)
    {
        var publicKey = await GetPublicKeyAsync(cancellationToken).ConfigureAwait(false);
        return await RemoteCall.SignAsync(_key, publicKey, request, _options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Disposes the key, where the options say so.</summary>
    public ValueTask DisposeAsync() => RemoteCall.DisposeAsync(_key, _options);
}
