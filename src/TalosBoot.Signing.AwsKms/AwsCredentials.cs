namespace TalosBoot.Signing.AwsKms;

/// <summary>What AWS knows a caller by.</summary>
/// <param name="AccessKeyId">The access key's identifier.</param>
/// <param name="SecretAccessKey">The secret. Never log it.</param>
/// <param name="SessionToken">The token of temporary credentials, or null.</param>
public sealed record AwsCredentials(string AccessKeyId, string SecretAccessKey, string? SessionToken = null)
{
    /// <summary>Says nothing of the secrets.</summary>
    public override string ToString() => $"credentials {AccessKeyId}";
}
