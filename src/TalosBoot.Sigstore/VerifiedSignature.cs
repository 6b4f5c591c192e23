using TalosBoot.Core.Content;

namespace TalosBoot.Sigstore;

/// <summary>A signature that a policy accepts.</summary>
public sealed record VerifiedSignature
{
    /// <summary>The digest of what is signed.</summary>
    public required Digest Digest { get; init; }

    /// <summary>
    /// How it is signed, in upstream's words: <c>bundled: public key</c>, <c>bundled: certificate subject</c>, <c>legacy: public key</c> or
    /// <c>legacy: certificate subject</c>.
    /// </summary>
    public required string Method { get; init; }

    /// <summary>The key of the policy that signed, or null.</summary>
    public VerificationKey? Key { get; init; }

    /// <summary>The signer that the certificate names, such as an e-mail address; null when a key signed.</summary>
    public string? Identity { get; init; }

    /// <summary>Who confirmed the identity; null when a key signed.</summary>
    public string? Issuer { get; init; }

    /// <summary>When a log or authority saw the signature first; null when a key signed, of which no time is asked for.</summary>
    public DateTimeOffset? Time { get; init; }
}
