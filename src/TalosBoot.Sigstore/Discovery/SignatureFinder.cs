using System.Runtime.CompilerServices;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci;
using TalosBoot.Oci.Artifacts;
using TalosBoot.Oci.Model;
using TalosBoot.Sigstore.Simple;

namespace TalosBoot.Sigstore.Discovery;

/// <summary>Finds the signatures of an image: bundles that refer to it, then cosign's first kind (docs/formats/sigstore.md).</summary>
internal sealed class SignatureFinder(IManifestStore store)
{
    const string BundlePrefix = "application/vnd.dev.sigstore.bundle";

    /// <summary>The tag of signatures of cosign's first kind.</summary>
    public static string SimpleTag(Digest digest) => $"sha256-{digest.Hex}.sig";

    /// <summary>The tag of an index of what refers to an image, where a registry does not keep it itself (docs/formats/sigstore.md).</summary>
    public static string ReferrersTag(Digest digest) => $"sha256-{digest.Hex}";

    /// <summary>The signatures, in the order in which they should be tried. What cannot be read is told in a list, and passed over.</summary>
    /// <param name="image">The image, by digest.</param>
    /// <param name="failures">Takes why something cannot be read.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public async IAsyncEnumerable<FoundSignature> FindAsync(
        ImageReference image, ICollection<SignatureVerificationException> failures, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var referrer in await ListReferrersAsync(image, failures, cancellationToken).ConfigureAwait(false))
        {
            if (await ReadAsync(image, failures, () => ReadBundleAsync(image, referrer, cancellationToken)).ConfigureAwait(false) is { } bundle)
            {
                yield return new FoundSignature(bundle, null);
            }
        }

        var layers = await ReadAsync(image, failures, () => ListSimpleAsync(image, cancellationToken)).ConfigureAwait(false) ?? [];
        foreach (var layer in Limit(layers, image, failures))
        {
            var payload = await ReadAsync(image, failures, () => ReadBlobAsync(image, layer, SignatureLimits.PayloadLength, cancellationToken)).ConfigureAwait(false);
            if (payload is not null)
            {
                yield return new FoundSignature(null, new SimpleSignature(payload, layer.Annotations ?? new Dictionary<string, string>()));
            }
        }
    }

    static ImageReference Tagged(ImageReference image, string tag) => ImageReference.Parse($"{image.Registry}/{image.Repository}:{tag}");

    async ValueTask<OciDescriptor[]> ListReferrersAsync(
        ImageReference image, ICollection<SignatureVerificationException> failures, CancellationToken cancellationToken)
    {
        var kept = await ReadAsync(image, failures, async () => await store.ListReferrersAsync(image, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        var referrers = kept is { Count: > 0 }
            ? kept
            : await ReadAsync(image, failures, () => ListTaggedAsync(image, cancellationToken)).ConfigureAwait(false) ?? [];
        return Limit([.. referrers.Where(referrer => referrer.MediaType == OciMediaTypes.Manifest)], image, failures);
    }

    /// <summary>What lies under the tag of referrers: tools that write it themselves put a manifest or an index there.</summary>
    async ValueTask<IReadOnlyList<OciDescriptor>?> ListTaggedAsync(ImageReference image, CancellationToken cancellationToken)
    {
        var tag = await store.FindManifestAsync(Tagged(image, ReferrersTag(image.Digest!.Value)), cancellationToken).ConfigureAwait(false);
        return tag is null ? null
            : OciMediaTypes.IsIndex(tag.MediaType) ? OciDocuments.ReadIndex(CheckLength(tag, image), image.ToString()).Manifests
            : [new OciDescriptor { MediaType = tag.MediaType, Digest = tag.Digest, Size = tag.Bytes.Length }];
    }

    /// <summary>The signatures of cosign's first kind: layers of one manifest.</summary>
    async ValueTask<OciDescriptor[]?> ListSimpleAsync(ImageReference image, CancellationToken cancellationToken)
    {
        var tag = await store.FindManifestAsync(Tagged(image, SimpleTag(image.Digest!.Value)), cancellationToken).ConfigureAwait(false);
        return ReadManifest(tag, image)?.Layers.Where(layer => layer.MediaType == SimpleSignature.MediaType).ToArray();
    }

    /// <summary>The first of many. That there are more is told where none of these is accepted.</summary>
    static OciDescriptor[] Limit(OciDescriptor[] found, ImageReference image, ICollection<SignatureVerificationException> failures)
    {
        if (found.Length <= SignatureLimits.SignaturesOfImage)
        {
            return found;
        }

        failures.Add(new SignatureVerificationException(
            DiagnosticIds.SignatureOverLimit, image.ToString(),
            $"there are {found.Length} signatures, or other things about it; only {SignatureLimits.SignaturesOfImage} are tried. Remove some."));
        return found[..SignatureLimits.SignaturesOfImage];
    }

    /// <summary>The bundle of a referrer: its only layer. Other referrers are none.</summary>
    async ValueTask<byte[]?> ReadBundleAsync(ImageReference image, OciDescriptor referrer, CancellationToken cancellationToken)
    {
        var stored = await store.FindManifestAsync(image.WithDigest(referrer.Digest), cancellationToken).ConfigureAwait(false);
        return ReadManifest(stored, image)?.Layers is [var layer] && layer.MediaType.StartsWith(BundlePrefix, StringComparison.Ordinal)
            ? await ReadBlobAsync(image, layer, SignatureLimits.BundleLength, cancellationToken).ConfigureAwait(false)
            : null;
    }

    async ValueTask<byte[]?> ReadBlobAsync(ImageReference image, OciDescriptor blob, int limit, CancellationToken cancellationToken) =>
        blob.Size >= 0 && blob.Size <= limit
            ? await store.ReadBlobAsync(image, blob, cancellationToken).ConfigureAwait(false)
            : throw new SignatureVerificationException(
                DiagnosticIds.SignatureOverLimit, image.ToString(), $"the signature {blob.Digest} has {blob.Size} bytes; the limit is {limit}.");

    static OciManifest? ReadManifest(StoredManifest? stored, ImageReference image) => stored is null || OciMediaTypes.IsIndex(stored.MediaType)
        ? null
        : OciDocuments.ReadManifest(CheckLength(stored, image), image.ToString());

    static byte[] CheckLength(StoredManifest stored, ImageReference image) =>
        stored.Bytes.Length <= SignatureLimits.ManifestLength ? stored.Bytes : throw new SignatureVerificationException(
            DiagnosticIds.SignatureOverLimit, image.ToString(),
            $"the manifest {stored.Digest} of signatures has {stored.Bytes.Length} bytes; the limit is {SignatureLimits.ManifestLength}.");

    /// <summary>Reads something that hides nothing else when it is missing, damaged or too large; a store that does not answer is a failure of the whole.</summary>
    static async ValueTask<T?> ReadAsync<T>(ImageReference image, ICollection<SignatureVerificationException> failures, Func<ValueTask<T?>> read)
        where T : class
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (SignatureVerificationException exception)
        {
            failures.Add(exception);
        }
        catch (TalosBootException exception) when (exception is ContentMismatchException || IsOfContent(exception.DiagnosticId))
        {
            failures.Add(new SignatureVerificationException(
                DiagnosticIds.SignatureMalformed, image.ToString(), $"a signature of it cannot be read. Sign the image again. {exception.Message}", exception));
        }

        return null;
    }

    static bool IsOfContent(string diagnosticId) => diagnosticId is DiagnosticIds.ManifestInvalid or DiagnosticIds.BlobNotFound
        or DiagnosticIds.ImageOverLimit or DiagnosticIds.RegistryAnswerOverLimit or DiagnosticIds.RegistryAnswerInvalid;
}
