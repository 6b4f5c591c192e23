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
            if (await ReadBundleAsync(image, referrer, failures, cancellationToken).ConfigureAwait(false) is { } bundle)
            {
                yield return new FoundSignature(bundle, null);
            }
        }

        var tag = await store.FindManifestAsync(Tagged(image, SimpleTag(image.Digest!.Value)), cancellationToken).ConfigureAwait(false);
        var layers = ReadManifest(tag, image, failures)?.Layers.Where(layer => layer.MediaType == SimpleSignature.MediaType) ?? [];
        foreach (var layer in Limit(layers.ToArray(), image, failures))
        {
            if (await ReadBlobAsync(image, layer, SignatureLimits.PayloadLength, failures, cancellationToken).ConfigureAwait(false) is { } payload)
            {
                yield return new FoundSignature(null, new SimpleSignature(payload, layer.Annotations ?? new Dictionary<string, string>()));
            }
        }
    }

    static ImageReference Tagged(ImageReference image, string tag) => ImageReference.Parse($"{image.Registry}/{image.Repository}:{tag}");

    async ValueTask<OciDescriptor[]> ListReferrersAsync(
        ImageReference image, ICollection<SignatureVerificationException> failures, CancellationToken cancellationToken)
    {
        var referrers = await store.ListReferrersAsync(image, cancellationToken).ConfigureAwait(false);
        if (referrers.Count == 0)
        {
            // Tools that write the tag themselves put a manifest or an index there.
            var tag = await store.FindManifestAsync(Tagged(image, ReferrersTag(image.Digest!.Value)), cancellationToken).ConfigureAwait(false);
            referrers = tag is null ? []
                : OciMediaTypes.IsIndex(tag.MediaType) ? ReadIndex(tag, image, failures)?.Manifests ?? []
                : [new OciDescriptor { MediaType = tag.MediaType, Digest = tag.Digest, Size = tag.Bytes.Length }];
        }

        return Limit(referrers.Where(referrer => referrer.MediaType == OciMediaTypes.Manifest).ToArray(), image, failures);
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
    async ValueTask<byte[]?> ReadBundleAsync(
        ImageReference image, OciDescriptor referrer, ICollection<SignatureVerificationException> failures, CancellationToken cancellationToken)
    {
        var stored = await store.FindManifestAsync(image.WithDigest(referrer.Digest), cancellationToken).ConfigureAwait(false);
        return ReadManifest(stored, image, failures)?.Layers is [var layer] && layer.MediaType.StartsWith(BundlePrefix, StringComparison.Ordinal)
            ? await ReadBlobAsync(image, layer, SignatureLimits.BundleLength, failures, cancellationToken).ConfigureAwait(false)
            : null;
    }

    async ValueTask<byte[]?> ReadBlobAsync(
        ImageReference image, OciDescriptor blob, int limit, ICollection<SignatureVerificationException> failures, CancellationToken cancellationToken)
    {
        if (blob.Size >= 0 && blob.Size <= limit)
        {
            return await store.ReadBlobAsync(image, blob, cancellationToken).ConfigureAwait(false);
        }

        failures.Add(new SignatureVerificationException(
            DiagnosticIds.SignatureOverLimit, image.ToString(), $"the signature {blob.Digest} has {blob.Size} bytes; the limit is {limit}."));
        return null;
    }

    static OciManifest? ReadManifest(StoredManifest? stored, ImageReference image, ICollection<SignatureVerificationException> failures) =>
        stored is null || OciMediaTypes.IsIndex(stored.MediaType)
            ? null
            : Read(stored, image, failures, bytes => OciDocuments.ReadManifest(bytes.Span, image.ToString()));

    static OciIndex? ReadIndex(StoredManifest stored, ImageReference image, ICollection<SignatureVerificationException> failures) =>
        Read(stored, image, failures, bytes => OciDocuments.ReadIndex(bytes.Span, image.ToString()));

    static T? Read<T>(
        StoredManifest stored, ImageReference image, ICollection<SignatureVerificationException> failures, Func<ReadOnlyMemory<byte>, T> read)
        where T : class
    {
        try
        {
            return stored.Bytes.Length <= SignatureLimits.ManifestLength ? read(stored.Bytes) : throw new SignatureVerificationException(
                DiagnosticIds.SignatureOverLimit, image.ToString(),
                $"the manifest {stored.Digest} of signatures has {stored.Bytes.Length} bytes; the limit is {SignatureLimits.ManifestLength}.");
        }
        catch (SignatureVerificationException exception)
        {
            failures.Add(exception);
        }
        catch (RegistryException exception)
        {
            failures.Add(new SignatureVerificationException(
                DiagnosticIds.SignatureMalformed, image.ToString(), $"the manifest {stored.Digest} of signatures cannot be understood. Sign the image again.", exception));
        }

        return null;
    }
}
