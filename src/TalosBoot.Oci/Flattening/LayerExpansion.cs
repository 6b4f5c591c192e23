using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;

namespace TalosBoot.Oci.Flattening;

/// <summary>Gets the archives of an image's layers: several are fetched at the same time, and unpacked as the budget has threads and memory.</summary>
internal sealed class LayerExpansion(ContainerImage image, ContentSpool spool, ContainerImageLimits limits, BuildContext context)
{
    readonly ImageAllowance _allowance = new(image.Name, limits);

    /// <summary>The archives, lowest first; each is what its digests say. A layer that stands in the image several times is unpacked once.</summary>
    public async ValueTask<BlobSource[]> ExpandAllAsync(CancellationToken cancellationToken)
    {
        foreach (var layer in image.Layers)
        {
            CheckType(layer);
        }

        var archives = new BlobSource[image.Layers.Count];
        var places = Enumerable.Range(0, archives.Length).GroupBy(index => KeyOf(image.Layers[index])).Select(group => group.ToArray()).ToArray();
        var size = places.Sum(indexes => image.Layers[indexes[0]].Descriptor.Size);
        using var flattening = context.Begin(BuildStage.Flatten, image.Name, size);
        using var fetching = context.Begin(BuildStage.Fetch, image.Name, size);
        await Parallel.ForAsync(
            0, places.Length, ContainerImage.LayerParallelism(cancellationToken),
            async (number, token) =>
            {
                var allowance = new LayerAllowance(_allowance, places[number].Length);
                var archive = await ExpandAsync(image.Layers[places[number][0]], allowance, fetching, flattening, token).ConfigureAwait(false);
                Array.ForEach(places[number], index => archives[index] = archive);
            }).ConfigureAwait(false);
        fetching.Complete();
        flattening.Complete();
        return archives;
    }

    /// <summary>All that is checked of a layer while it is unpacked: where it is equal, one check is as good as two.</summary>
    static (Digest Stored, long Size, Digest? Expanded) KeyOf(ContainerLayer layer) => (layer.Descriptor.Digest, layer.Descriptor.Size, layer.DiffId);

    void CheckType(ContainerLayer layer)
    {
        if (!OciMediaTypes.IsLayer(layer.Descriptor.MediaType))
        {
            throw new RegistryException(
                DiagnosticIds.ManifestInvalid, image.Name,
                $"{layer.Descriptor.Digest} is of type {layer.Descriptor.MediaType}, which is no layer of a file system. Use an image, and no other artifact.");
        }
    }

    async ValueTask<BlobSource> ExpandAsync(
        ContainerLayer layer, LayerAllowance allowance, StageProgress fetching, StageProgress flattening, CancellationToken cancellationToken)
    {
        var fetched = new PartProgress(fetching, layer.Descriptor.Size);
        var unpacked = new PartProgress(flattening, layer.Descriptor.Size);
        try
        {
            return await ExpandOnceAsync(layer, allowance, fetched, unpacked, cancellationToken).ConfigureAwait(false);
        }
        catch (TalosBootException exception) when (exception is ContentMismatchException or ImageFormatException)
        {
            if (!await layer.ForgetIfDamagedAsync(cancellationToken).ConfigureAwait(false))
            {
                throw;
            }
        }

        return await ExpandOnceAsync(layer, allowance, fetched, unpacked, cancellationToken).ConfigureAwait(false);
    }

    async ValueTask<BlobSource> ExpandOnceAsync(
        ContainerLayer layer, LayerAllowance allowance, PartProgress fetched, PartProgress unpacked, CancellationToken cancellationToken)
    {
        var (blob, isVerified) = await layer.OpenStoredAsync(fetched, cancellationToken).ConfigureAwait(false);
        fetched.Complete();
        var subject = $"{image.Name}: the layer {layer.Descriptor.Digest}";
        var expected = new ExpectedDigests(subject, isVerified ? null : layer.Descriptor.Digest, layer.DiffId);
        var archive = await LayerDecompression.ExpandAsync(
            blob, expected, spool, allowance, context.Budget, unpacked, cancellationToken).ConfigureAwait(false);
        if (ReferenceEquals(archive, blob))
        {
            allowance.Reach(blob.Length);
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
