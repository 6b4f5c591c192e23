using TalosBoot.Oci.Signatures.Trust;

namespace TalosBoot.Oci.Signatures.Logs;

/// <summary>A log that holds the signature, and the time since when, if it vouches for one.</summary>
internal sealed record LogEvidence(TrustedLog Log, DateTimeOffset? Time);
