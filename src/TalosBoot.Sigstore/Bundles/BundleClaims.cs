using System.Security.Cryptography;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Sigstore.Bundles;

/// <summary>Whether a bundle's signature is by a key and about a content (docs/formats/sigstore.md).</summary>
internal static class BundleClaims
{
    /// <summary>Verifies that the signature is by the key, and that what is signed is the content.</summary>
    public static void Verify(SigstoreBundle bundle, VerificationKey key, SignedContent content, SignaturePolicy policy)
    {
        if (bundle.Envelope is { } envelope)
        {
            VerifyEnvelope(envelope, key, content, policy);
        }
        else
        {
            VerifyMessage(bundle.Message!, key, content);
        }
    }

    /// <summary>The hash that a signature of a file names; that of the key where it names none.</summary>
    public static HashAlgorithmName HashOf(MessageSignature message, VerificationKey key, string subject) => message.HashAlgorithm switch
    {
        null or "" => key.DefaultHash,
        "SHA2_256" => HashAlgorithmName.SHA256,
        "SHA2_384" => HashAlgorithmName.SHA384,
        "SHA2_512" => HashAlgorithmName.SHA512,
        var other => throw new SignatureVerificationException(
            DiagnosticIds.SignatureAlgorithmUnsupported, subject, $"the digest is a {other}; SHA2_256, SHA2_384 and SHA2_512 are supported. Sign the content again."),
    };

    static void VerifyEnvelope(DsseEnvelope envelope, VerificationKey key, SignedContent content, SignaturePolicy policy)
    {
        var isSigned = key.Verify(envelope.Signed, envelope.Signature)
            || (key.DefaultHash != HashAlgorithmName.SHA256 && key.Verify(envelope.Signed, envelope.Signature, HashAlgorithmName.SHA256));
        if (!isSigned)
        {
            throw Unsigned(content);
        }

        if (envelope.PayloadType != InTotoStatement.PayloadType)
        {
            throw new SignatureVerificationException(
                DiagnosticIds.SignatureClaimInvalid, content.Name,
                $"the signed document is of the type \"{envelope.PayloadType}\", and should be of the type \"{InTotoStatement.PayloadType}\".");
        }

        var statement = InTotoStatement.Read(envelope.Payload, content.Name);
        if (policy.PredicateType is { } predicate && statement.PredicateType != predicate)
        {
            throw new SignatureVerificationException(
                DiagnosticIds.SignatureClaimInvalid, content.Name,
                $"the signed statement says \"{statement.PredicateType}\", and should say \"{predicate}\". It is no signature of the wanted kind.");
        }

        VerifySubjects(statement, content, policy);
    }

    static void VerifySubjects(InTotoStatement statement, SignedContent content, SignaturePolicy policy)
    {
        var subjects = statement.Subjects.Where(subject => subject.Sha256 == content.Digest.Hex).ToList();
        if (subjects.Count == 0)
        {
            throw new SignatureVerificationException(
                DiagnosticIds.SignatureClaimMismatch, content.Name,
                $"the signature is for {(statement.Subjects is [var (_, other), ..] ? $"sha256:{other}" : "nothing")}, and not for {content.Digest}. "
                    + "Sign what is used, or use what is signed.");
        }

        if (policy.MatchesRepository && content.Repository is { } repository && !subjects.Any(subject => RepositoryNames.IsClaimOf(subject.Name, repository)))
        {
            throw ClaimedName(content, subjects[0].Name, repository);
        }
    }

    /// <summary>The failure of a signature that names another repository.</summary>
    public static SignatureVerificationException ClaimedName(SignedContent content, string claimed, string wanted) => new(
        DiagnosticIds.SignatureClaimMismatch, content.Name,
        $"the signature is for the name \"{claimed}\", and not for \"{wanted}\". Use the image from there, or allow other names in the policy.");

    static void VerifyMessage(MessageSignature message, VerificationKey key, SignedContent content)
    {
        // Who signs a file says nothing of an image that has the same bytes.
        if (content.IsImage)
        {
            throw new SignatureVerificationException(
                DiagnosticIds.SignatureClaimInvalid, content.Name,
                "the bundle has the signature of a file, and no signed statement about an image. Sign the image, for example with cosign sign.");
        }

        var algorithm = HashOf(message, key, content.Name);
        if (message.Digest is { Length: > 0 } claimed && content.Hash(algorithm) is { } actual && !claimed.AsSpan().SequenceEqual(actual))
        {
            throw new SignatureVerificationException(
                DiagnosticIds.SignatureClaimMismatch, content.Name,
                $"the signature is for {Convert.ToHexStringLower(claimed)}, and not for {Convert.ToHexStringLower(actual)}. Sign what is used, or use what is signed.");
        }

        if (key.Algorithm == SignatureAlgorithm.Ed25519)
        {
            throw new SignatureVerificationException(
                DiagnosticIds.SignatureAlgorithmUnsupported, content.Name, "an Ed25519 key does not sign the digest of a file. Use an ECDSA or RSA key for files.");
        }

        // A larger curve signs SHA-256 as well: older tools did so whatever the curve.
        HashAlgorithmName[] candidates = key.DefaultHash == HashAlgorithmName.SHA256 ? [HashAlgorithmName.SHA256] : [key.DefaultHash, HashAlgorithmName.SHA256];
        if (!candidates.Any(hash => content.Hash(hash) is { } digest && key.VerifyHash(digest, message.Signature, hash)))
        {
            throw Unsigned(content);
        }
    }

    static SignatureVerificationException Unsigned(SignedContent content) => new(
        DiagnosticIds.SignatureInvalid, content.Name, "the signature is not by that key, or what is signed was changed. Fetch it again, and check the key.");
}
