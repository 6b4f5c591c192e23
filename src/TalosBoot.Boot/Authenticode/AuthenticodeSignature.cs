using TalosBoot.Boot.Signing;

namespace TalosBoot.Boot.Authenticode;

/// <summary>A signature of an EFI program, and what it is worth.</summary>
/// <param name="Status">What it is worth.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Certificate">The signer's certificate, or null when there is none that can be read.</param>
/// <param name="SigningTime">The time that the signature states, or null.</param>
public sealed record AuthenticodeSignature(
    AuthenticodeStatus Status, string Reason, SigningCertificate? Certificate, DateTimeOffset? SigningTime);
