namespace TalosBoot.Boot.Signing;

/// <summary>Signs EFI programs and Secure Boot databases. The key may be anywhere.</summary>
public interface ISecureBootSigner
{
    /// <summary>The certificate that firmware trusts.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A DER X.509 certificate of an RSA key.</returns>
    ValueTask<ReadOnlyMemory<byte>> GetCertificateAsync(CancellationToken cancellationToken = default);

    /// <summary>Signs a digest with RSASSA-PKCS1-v1_5. The signature is verified before it is used.</summary>
    /// <param name="request">The digest.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The signature.</returns>
    /// <exception cref="Core.Diagnostics.SigningException">The digest was not signed.</exception>
    ValueTask<ReadOnlyMemory<byte>> SignAsync(SignatureRequest request, CancellationToken cancellationToken = default);
}
