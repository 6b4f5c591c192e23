namespace TalosBoot.Sigstore;

/// <summary>Whose signatures are accepted. One accepted signature is enough; a policy that accepts nobody is an argument mistake where it is used.</summary>
public sealed record SignaturePolicy
{
    /// <summary>The predicate type of a signature of an image, as cosign writes it.</summary>
    public const string ImageSignaturePredicate = "https://sigstore.dev/cosign/sign/v1";

    /// <summary>Keys, one of which must have signed. Neither a time nor an entry in a log is asked for, as upstream does not either.</summary>
    public IReadOnlyList<VerificationKey> Keys { get; init; } = [];

    /// <summary>Who may sign with a certificate instead; one of them must have. Needs <see cref="TrustedRoot"/>.</summary>
    public IReadOnlyList<SignerIdentity> Identities { get; init; } = [];

    /// <summary>The authorities and logs that certificates and signatures must come from; null where only keys are accepted.</summary>
    public TrustedRoot? TrustedRoot { get; init; }

    /// <summary>What a signed statement must say of its subject; null for anything. Default <see cref="ImageSignaturePredicate"/>.</summary>
    public string? PredicateType { get; init; } = ImageSignaturePredicate;

    /// <summary>
    /// Whether a signature must name the repository that the image is taken from, for kinds of signatures that name one. Default false, as a mirror has
    /// another name than what it mirrors.
    /// </summary>
    public bool MatchesRepository { get; init; }

    /// <summary>Checks that the policy accepts somebody, and has what it needs for that.</summary>
    /// <exception cref="ArgumentException">It accepts nobody, an identity of it is not complete, or a trust root is missing.</exception>
    public void Validate() => Checked();

    internal SignaturePolicy Checked() => Keys.Count == 0 && Identities.Count == 0
            ? throw new ArgumentException("The policy accepts nobody. Name keys or identities.")
        : Identities.Any(identity => !identity.IsComplete)
            ? throw new ArgumentException("An identity of the policy lacks the subject or the issuer. Name both, or a pattern that fits any.")
        : Identities.Count > 0 && TrustedRoot is null ? throw new ArgumentException("The policy names identities without a trust root. Give one.")
        : this;
}
