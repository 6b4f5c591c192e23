using TalosBoot.Sigstore.Bundles;
using TalosBoot.Sigstore.Certificates;
using TalosBoot.Sigstore.Logs;

namespace TalosBoot.Sigstore;

/// <summary>A signature that a certificate belongs to, in whichever form it came.</summary>
internal sealed record KeylessSignature
{
    public required SignerCertificate Signer { get; init; }

    public required LoggedSignature Logged { get; init; }

    public required IReadOnlyList<LogEntry> LogEntries { get; init; }

    public required IReadOnlyList<byte[]> Timestamps { get; init; }

    /// <summary>Verifies that the signer's key has signed the wanted content.</summary>
    public required Action<VerificationKey> VerifyClaims { get; init; }

    /// <summary>The names of the certificate that may be the wanted one.</summary>
    public required IReadOnlyList<string> Names { get; init; }
}
