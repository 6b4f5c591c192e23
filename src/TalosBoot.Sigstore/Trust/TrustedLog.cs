namespace TalosBoot.Sigstore.Trust;

/// <summary>A log of signatures or certificates.</summary>
internal sealed record TrustedLog(string BaseUrl, byte[] Id, VerificationKey Key, ValidityPeriod ValidFor)
{
    /// <summary>The name that newer logs sign with: the host of their address.</summary>
    public string Host { get; } = Uri.TryCreate(BaseUrl, UriKind.Absolute, out var url) ? url.Host : BaseUrl;
}
