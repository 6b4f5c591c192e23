using TalosBoot.Sigstore.Trust;

namespace TalosBoot.Sigstore.Logs;

/// <summary>A log that holds the signature, and the time since when, if it vouches for one.</summary>
internal sealed record LogEvidence(TrustedLog Log, DateTimeOffset? Time);
