namespace TalosBoot.Signing.AwsKms;

/// <summary>A key in AWS KMS, and how to get at it.</summary>
public sealed record KmsKeyOptions
{
    /// <summary>The key: an identifier, an ARN, or <c>alias/…</c>.</summary>
    public required string KeyId { get; init; }

    /// <summary>The region, such as <c>eu-central-1</c>.</summary>
    public required string Region { get; init; }

    /// <summary>The ARN of the key's certificate in ACM. Either this or <see cref="Certificate"/>; default none.</summary>
    public string CertificateArn { get; init; } = string.Empty;

    /// <summary>The key's certificate, PEM or DER. Default none.</summary>
    public ReadOnlyMemory<byte> Certificate { get; init; }

    /// <summary>Gives the credentials. It is called for each request, and may cache.</summary>
    public required Func<CancellationToken, ValueTask<AwsCredentials>> GetCredentials { get; init; }

    /// <summary>The endpoint of KMS. Default that of the region.</summary>
    public Uri? KmsEndpoint { get; init; }

    /// <summary>The endpoint of ACM. Default that of the region.</summary>
    public Uri? AcmEndpoint { get; init; }

    /// <summary>What tells the time of a request, which AWS compares with its own. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
