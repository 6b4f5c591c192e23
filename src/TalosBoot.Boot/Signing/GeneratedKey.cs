namespace TalosBoot.Boot.Signing;

/// <summary>A new signing key.</summary>
/// <param name="PrivateKeyPem">The private key: PKCS#1 PEM with a line end. Never log it.</param>
/// <param name="CertificatePem">The certificate as PEM with a line end, or null for a key that has none.</param>
/// <param name="CertificateDer">The certificate, DER, or empty.</param>
public sealed record GeneratedKey(string PrivateKeyPem, string? CertificatePem, ReadOnlyMemory<byte> CertificateDer)
{
    /// <summary>Says nothing of the private key.</summary>
    public override string ToString() => CertificateDer.IsEmpty ? "signing key" : $"signing key of "
        + $"{SigningCertificate.Read(CertificateDer).Subject}";
}
