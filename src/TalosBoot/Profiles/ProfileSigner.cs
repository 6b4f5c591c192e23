namespace TalosBoot.Profiles;

/// <summary>A signer as a profile names it. Which fields count for which signer is told in docs/formats/profile.md.</summary>
public sealed record ProfileSigner
{
    /// <summary>A PEM file with an RSA private key.</summary>
    public string KeyPath { get; init; } = string.Empty;

    /// <summary>A PEM file with the certificate. Secure Boot only.</summary>
    public string CertPath { get; init; } = string.Empty;

    /// <summary>The URL of an Azure Key Vault.</summary>
    public string AzureVaultUrl { get; init; } = string.Empty;

    /// <summary>The certificate in the vault. Secure Boot only.</summary>
    public string AzureCertificateId { get; init; } = string.Empty;

    /// <summary>The key in the vault. PCR only.</summary>
    public string AzureKeyId { get; init; } = string.Empty;

    /// <summary>The version of the key in the vault; empty for the latest. PCR only.</summary>
    public string AzureKeyVersion { get; init; } = string.Empty;

    /// <summary>The AWS KMS key.</summary>
    public string AwsKmsKeyId { get; init; } = string.Empty;

    /// <summary>The AWS region.</summary>
    public string AwsRegion { get; init; } = string.Empty;

    /// <summary>A PEM file with the certificate of the AWS key. Secure Boot only.</summary>
    public string AwsCertPath { get; init; } = string.Empty;

    /// <summary>The ACM certificate of the AWS key. Secure Boot only.</summary>
    public string AwsCertArn { get; init; } = string.Empty;

    /// <summary>The address of a signerd, <c>unix://…</c>.</summary>
    public string SignerAddress { get; init; } = string.Empty;
}
