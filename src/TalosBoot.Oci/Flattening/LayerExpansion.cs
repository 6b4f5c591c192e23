using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;

namespace TalosBoot.Oci.Flattening;

/// <summary>Gets the archives of an image's layers: several are fetched at the same time, and unpacked as the budget has threads and memory.</summary>
internal sealed class LayerExpansion(ContainerImage image, ContentSpool spool, ContainerImageLimits limits, BuildContext context)
{
    /// <summary>The archives, lowest first; each is what its digests say.</summary>
    public async ValueTask<BlobSource[]> ExpandAllAsync(CancellationToken cancellationToken)
    {
        var archives = new BlobSource[image.Layers.Count];
        var size = image.Layers.Sum(layer => layer.Descriptor.Size);
        using var flattening = context.Begin(BuildStage.Flatten, image.Name, size);
        using var fetching = context.Begin(BuildStage.Fetch, image.Name, size);
        await Parallel.ForAsync(
            0, archives.Length, ContainerImage.LayerParallelism(cancellationToken),
            async (index, token) => archives[index] = await ExpandAsync(image.Layers[index], fetching, flattening, token).ConfigureAwait(false))
            .ConfigureAwait(false);
        fetching.Complete();
        flattening.Complete();
        return archives;
    }

    async ValueTask<BlobSource> ExpandAsync(ContainerLayer layer, StageProgress fetching, StageProgress flattening, CancellationToken cancellationToken)
    {
        if (!OciMediaTypes.IsLayer(layer.Descriptor.MediaType))
        {
            throw new RegistryException(
                DiagnosticIds.ManifestInvalid, image.Name,
                $"{layer.Descriptor.Digest} is of type {layer.Descriptor.MediaType}, which is no layer of a file system. Use an image, and no other artifact.");
        }

        var fetched = new PartProgress(fetching, layer.Descriptor.Size);
        var unpacked = new PartProgress(flattening, layer.Descriptor.Size);
        try
        {
            return await ExpandOnceAsync(layer, fetched, unpacked, cancellationToken).ConfigureAwait(false);
        }
        catch (TalosBootException exception) when (exception is ContentMismatchException or ImageFormatException)
        {
            if (!await layer.ForgetIfDamagedAsync(cancellationToken).ConfigureAwait(false))
            {
                throw;
            }
        }

        return await ExpandOnceAsync(layer, fetched, unpacked, cancellationToken).ConfigureAwait(false);
    }

    async ValueTask<BlobSource> ExpandOnceAsync(ContainerLayer layer, PartProgress fetched, PartProgress unpacked, CancellationToken cancellationToken)
    {
        var (blob, isVerified) = await layer.OpenStoredAsync(fetched, cancellationToken).ConfigureAwait(false);
        fetched.Complete();
        var subject = $"{image.Name}: the layer {layer.Descriptor.Digest}";
        var expected = new ExpectedDigests(subject, isVerified ? null : layer.Descriptor.Digest, layer.DiffId);
        var archive = await LayerDecompression.ExpandAsync(
            blob, expected, spool, limits, context.Budget, unpacked, cancellationToken).ConfigureAwait(false);
        if (ReferenceEquals(archive, blob))
        {
            await CheckPlainAsync(layer, blob, isVerified, subject, cancellationToken).ConfigureAwait(false);
        }

        layer.NoteVerified(blob);
        unpacked.Complete();
        return archive;
    }

    async ValueTask CheckPlainAsync(ContainerLayer layer, BlobSource blob, bool isVerified, string subject, CancellationToken cancellationToken)
    {
        if (!isVerified)
        {
            var actual = await context.Budget.RunAsync(token => Digest.Sha256(blob, token), cancellationToken).ConfigureAwait(false);
            BlobVerification.CheckDigest(layer.Descriptor.Digest, actual, subject);
        }

        if (layer.DiffId is { } diffId)
        {
            BlobVerification.CheckDigest(diffId, layer.Descriptor.Digest, $"{subject}, which is not compressed");
        }
    }
}
