using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Sigstore;

/// <summary>Signatures that are made with a key, and a policy that wants keys or certificates.</summary>
internal static class SignerKinds
{
    /// <summary>The first key that a check accepts; the failure of the last one when none does.</summary>
    public static VerificationKey VerifyByAnyKey(SignaturePolicy policy, SignedContent content, Action<VerificationKey> verify)
    {
        var failure = new SignatureVerificationException(
            DiagnosticIds.SignerKindMismatch, content.Name, "the signature is made with a key, and the policy names no key. Name the key that is trusted.");
        foreach (var key in policy.Keys)
        {
            try
            {
                verify(key);
                return key;
            }
            catch (SignatureVerificationException exception)
            {
                // A key that fits, and signs something else, says more than a key that does not fit.
                failure = failure.DiagnosticId is DiagnosticIds.SignerKindMismatch or DiagnosticIds.SignatureInvalid ? exception : failure;
            }
        }

        throw failure;
    }

    /// <exception cref="SignatureVerificationException">The policy names no identities (TB2210).</exception>
    public static void RequireIdentities(SignaturePolicy policy, SignedContent content)
    {
        if (policy.Identities.Count == 0)
        {
            throw new SignatureVerificationException(
                DiagnosticIds.SignerKindMismatch, content.Name,
                "the signature is made with a certificate, and the policy names keys only. Name the identity that is trusted, or sign with a key.");
        }
    }
}
