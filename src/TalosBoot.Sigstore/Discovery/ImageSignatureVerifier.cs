using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci;
using TalosBoot.Oci.Artifacts;
using TalosBoot.Sigstore.Bundles;
using TalosBoot.Sigstore.Simple;

namespace TalosBoot.Sigstore.Discovery;

/// <summary>Finds a signature of an image that a policy accepts.</summary>
internal sealed class ImageSignatureVerifier(IManifestStore store, SignaturePolicy policy)
{
    readonly SignatureFinder _finder = new(store);
    readonly BundleVerifier _bundles = new(policy);
    readonly SimpleSignatureVerifier _simple = new(policy);

    /// <summary>The digest that a reference stands for, and the signature of it.</summary>
    /// <exception cref="RegistryException">There is no such image (TB2002), or the store fails.</exception>
    /// <exception cref="SignatureVerificationException">There is no signature that is accepted (TB22xx).</exception>
    public async ValueTask<VerifiedSignature> VerifyAsync(ImageReference reference, CancellationToken cancellationToken)
    {
        var manifest = await store.FindManifestAsync(reference, cancellationToken).ConfigureAwait(false) ?? throw new RegistryException(
            DiagnosticIds.ImageNotFound, reference.ToString(), "there is no such image, so that its signature cannot be verified. Check the reference.");
        var content = new SignedContent(reference.ToString(), manifest.Digest) { Repository = RepositoryNames.Of(reference) };
        var failures = new List<SignatureVerificationException>();
        var signatures = _finder.FindAsync(reference.WithDigest(manifest.Digest), failures, cancellationToken);
        await foreach (var signature in signatures.ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return signature.Bundle is { } bundle ? _bundles.Verify(bundle, content) : _simple.Verify(signature.Simple!, content);
            }
            catch (SignatureVerificationException exception)
            {
                failures.Add(exception);
            }
        }

        throw Summarize(failures, content);
    }

    static SignatureVerificationException Summarize(List<SignatureVerificationException> failures, SignedContent content) => failures switch
    {
        [] => new(DiagnosticIds.SignatureMissing, content.Name, $"{content.Digest} has no signature. Sign the image, or use one that is signed."),
        [var only] => only,
        _ => new(DiagnosticIds.SignaturesRefused, content.Name, $"none of its {failures.Count} signatures is accepted: {string.Join(' ', failures.Select(failure => failure.Message))}")
        {
            Failures = [.. failures],
        },
    };
}
