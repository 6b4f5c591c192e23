using System.Collections.Concurrent;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Oci.Artifacts;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.ImageCaches;

/// <summary>
/// Puts one image after the other into a cache. Its tag comes last, so that it never stands for something that is not all there.
/// </summary>
internal sealed class CacheFilling(CacheOrigin origin, CacheContents contents, ImageCacheOptions options)
{
    static readonly OciPlatform AnyPlatform = OciPlatform.Linux(Architecture.Amd64);

    public async Task AddAsync(ImageReference reference, CancellationToken cancellationToken)
    {
        var folder = CachePaths.Folder(reference);
        contents.AddFolder($"{folder}/reference", reference.ToString());
        if (!origin.TellsManifests)
        {
            await AddPlainAsync(reference, folder, cancellationToken).ConfigureAwait(false);
            return;
        }

        var top = await origin.FindAsync(reference, cancellationToken).ConfigureAwait(false) ?? throw new RegistryException(
            DiagnosticIds.ImageNotFound, reference.ToString(), "there is no such image to put into the cache. Check the reference.");
        await AddManifestAsync(reference, folder, top, options.Platforms, 0, cancellationToken).ConfigureAwait(false);
        AddTag(reference, folder, top.Digest);
        if (options.IncludeSignatures)
        {
            await AddSignaturesAsync(reference, folder, top.Digest, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>An image of a source that knows images only: its manifest is what the reference stands for.</summary>
    async Task AddPlainAsync(ImageReference reference, string folder, CancellationToken cancellationToken)
    {
        foreach (var platform in options.Platforms ?? [AnyPlatform])
        {
            var image = await origin.ResolveAsync(reference, platform, cancellationToken).ConfigureAwait(false);
            if (reference.Digest is { } wanted)
            {
                BlobVerification.CheckDigest(wanted, image.Digest, reference.ToString());
            }

            await AddImageAsync(image, folder, cancellationToken).ConfigureAwait(false);
            AddTag(reference, folder, image.Digest);
        }
    }

    async Task AddManifestAsync(
        ImageReference reference, string folder, StoredManifest manifest, IReadOnlyList<OciPlatform>? platforms, int depth, CancellationToken cancellationToken)
    {
        if (!OciMediaTypes.IsIndex(manifest.MediaType))
        {
            await AddImageAsync(reference, folder, manifest.Digest, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (depth > options.Limits.MaximumIndexDepth)
        {
            throw new RegistryException(
                DiagnosticIds.ImageOverLimit, reference.ToString(),
                $"indexes lie deeper than {options.Limits.MaximumIndexDepth} in each other. The image is damaged or hostile.");
        }

        var index = OciDocuments.ReadIndex(manifest.Bytes, reference.ToString());
        var children = platforms is null
            ? index.Manifests : platforms.Select(platform => ImageResolver.Choose(index, platform, reference.ToString()));
        contents.AddManifest(folder, manifest.Digest, manifest.Bytes, reference.ToString());
        foreach (var child in children.DistinctBy(child => child.Digest))
        {
            await AddChildAsync(reference, folder, child, platforms, depth, cancellationToken).ConfigureAwait(false);
        }
    }

    async Task AddChildAsync(
        ImageReference reference, string folder, OciDescriptor child, IReadOnlyList<OciPlatform>? platforms, int depth, CancellationToken cancellationToken)
    {
        // Only what was put there whole is passed over: an index may have been put there for other platforms, or by other names.
        if (!OciMediaTypes.IsIndex(child.MediaType))
        {
            await AddImageAsync(reference, folder, child.Digest, cancellationToken).ConfigureAwait(false);
        }
        else if (platforms is not null || !contents.Has(CachePaths.ByDigest(folder, child.Digest)))
        {
            var stored = await origin.FindPlainAsync(reference.WithDigest(child.Digest), cancellationToken).ConfigureAwait(false)
                ?? throw new RegistryException(
                    DiagnosticIds.BlobNotFound, reference.ToString(), $"the index {child.Digest} is not there. Copy the image again, with all of its blobs.");
            await AddManifestAsync(reference, folder, stored, platforms, depth + 1, cancellationToken).ConfigureAwait(false);
        }
    }

    async Task AddImageAsync(ImageReference reference, string folder, Digest digest, CancellationToken cancellationToken)
    {
        // A manifest is put there after its blobs.
        if (!contents.Has(CachePaths.ByDigest(folder, digest)))
        {
            var image = await origin.ResolveAsync(reference.WithDigest(digest), AnyPlatform, cancellationToken).ConfigureAwait(false);
            await AddImageAsync(image, folder, cancellationToken).ConfigureAwait(false);
        }
    }

    async Task AddImageAsync(ContainerImage image, string folder, CancellationToken cancellationToken)
    {
        var opened = new ConcurrentBag<(Digest Digest, BlobSource Content)>();
        var missing = image.Layers.DistinctBy(layer => layer.Descriptor.Digest).Where(layer => !contents.Has(CachePaths.Blob(layer.Descriptor.Digest)));
        await Parallel.ForEachAsync(
            missing.ToArray(), ContainerImage.LayerParallelism(cancellationToken),
            async (layer, token) => opened.Add((layer.Descriptor.Digest, await layer.OpenAsync(token).ConfigureAwait(false)))).ConfigureAwait(false);
        foreach (var (digest, content) in opened)
        {
            contents.AddBlob(digest, content, image.Name);
        }

        contents.AddConfig(image.Manifest.Config.Digest, image.ConfigBytes, image.Name);
        contents.AddManifest(folder, image.Digest, image.ManifestBytes, image.Name);
    }

    /// <summary>The tag, also where a digest stands behind it. Upstream's tools imply <c>latest</c> for an image that is named by digest alone.</summary>
    void AddTag(ImageReference reference, string folder, Digest digest)
    {
        var name = reference.ToString().Split('@')[0];
        var colon = name.LastIndexOf(':');
        var hasTag = colon > name.LastIndexOf('/');
        var tag = reference.Tag ?? (hasTag ? name[(colon + 1)..] : ImageReference.DefaultTag);
        contents.AddTag(folder, tag, isImplied: reference.Tag is null && !hasTag, digest, reference.ToString());
    }

    async Task AddSignaturesAsync(ImageReference reference, string folder, Digest digest, CancellationToken cancellationToken)
    {
        foreach (var tag in (string[])[$"sha256-{digest.Hex}.sig", $"sha256-{digest.Hex}"])
        {
            var name = ImageReference.Parse($"{reference.Registry}/{reference.Repository}:{tag}");
            if (await origin.FindPlainAsync(name, cancellationToken).ConfigureAwait(false) is { } signature)
            {
                await AddManifestAsync(reference, folder, signature, null, 0, cancellationToken).ConfigureAwait(false);
                contents.AddTag(folder, tag, isImplied: false, signature.Digest, name.ToString());
                return;
            }
        }
    }
}
