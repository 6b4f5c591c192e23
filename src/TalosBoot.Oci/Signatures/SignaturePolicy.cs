namespace TalosBoot.Oci.Signatures;

/// <summary>Whose signatures are accepted. One accepted signature is enough; a policy that accepts nobody is an argument mistake where it is used.</summary>
public sealed record SignaturePolicy
{
    /// <summary>The predicate type of a signature of an image, as cosign writes it.</summary>
    public const string ImageSignaturePredicate = "https://sigstore.dev/cosign/sign/v1";

    /// <summary>Keys, one of which must have signed. Neither a time nor an entry in a log is asked for, as upstream does not either.</summary>
    public IReadOnlyList<VerificationKey> Keys { get; init; } = [];

    /// <summary>What a signed statement must say of its subject; null for anything. Default <see cref="ImageSignaturePredicate"/>.</summary>
    public string? PredicateType { get; init; } = ImageSignaturePredicate;

    /// <summary>
    /// Whether a signature must name the repository that the image is taken from, for kinds of signatures that name one. Default false, as a mirror has
    /// another name than what it mirrors.
    /// </summary>
    public bool MatchesRepository { get; init; }

    internal SignaturePolicy Checked()
    {
        if (Keys.Count == 0)
        {
            throw new ArgumentException("The policy accepts nobody. Name keys.");
        }

        return this;
    }
}
