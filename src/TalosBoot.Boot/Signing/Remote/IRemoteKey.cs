namespace TalosBoot.Boot.Signing.Remote;

/// <summary>
/// An RSA key that only its keeper can use: a token, a service, a program. What it answers is not believed:
/// <see cref="RemoteSecureBootSigner"/> and <see cref="RemotePcrSigner"/> wait for it only so long, and check everything.
/// </summary>
public interface IRemoteKey
{
    /// <summary>The certificate of the key.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A DER X.509 certificate.</returns>
    /// <exception cref="Core.Diagnostics.SigningException">There is none, or the keeper did not give it.</exception>
    ValueTask<ReadOnlyMemory<byte>> GetCertificateAsync(CancellationToken cancellationToken = default);

    /// <summary>The public key.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A DER SubjectPublicKeyInfo.</returns>
    /// <exception cref="Core.Diagnostics.SigningException">The keeper did not give it.</exception>
    ValueTask<ReadOnlyMemory<byte>> GetPublicKeyAsync(CancellationToken cancellationToken = default);

    /// <summary>Signs a digest with RSASSA-PKCS1-v1_5.</summary>
    /// <param name="request">The digest; as long as the hash algorithm makes it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The signature.</returns>
    /// <exception cref="Core.Diagnostics.SigningException">The digest was not signed.</exception>
    ValueTask<ReadOnlyMemory<byte>> SignAsync(SignatureRequest request, CancellationToken cancellationToken = default);
}
