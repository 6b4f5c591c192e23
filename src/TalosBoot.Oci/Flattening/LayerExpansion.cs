using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.Flattening;

/// <summary>Gets the archives of an image's layers: several are fetched at the same time, and fewer decompressed.</summary>
internal sealed class LayerExpansion(ContainerImage image, ContentSpool spool, ContainerImageLimits limits)
{
    /// <summary>The archives, lowest first; each is what its digests say.</summary>
    public async ValueTask<BlobSource[]> ExpandAllAsync(CancellationToken cancellationToken)
    {
        var archives = new BlobSource[image.Layers.Count];
        using var turns = new DecompressionTurns();
        await Parallel.ForAsync(
            0, archives.Length, ContainerImage.LayerParallelism(cancellationToken),
            async (index, token) => archives[index] = await ExpandAsync(image.Layers[index], turns, token).ConfigureAwait(false))
            .ConfigureAwait(false);
        return archives;
    }

    async ValueTask<BlobSource> ExpandAsync(ContainerLayer layer, DecompressionTurns turns, CancellationToken cancellationToken)
    {
        if (!OciMediaTypes.IsLayer(layer.Descriptor.MediaType))
        {
            throw new RegistryException(
                DiagnosticIds.ManifestInvalid, image.Name,
                $"{layer.Descriptor.Digest} is of type {layer.Descriptor.MediaType}, which is no layer of a file system. Use an image, and no other artifact.");
        }

        try
        {
            return await ExpandOnceAsync(layer, turns, cancellationToken).ConfigureAwait(false);
        }
        catch (TalosBootException exception) when (exception is ContentMismatchException or ImageFormatException)
        {
            if (!await layer.ForgetIfDamagedAsync(cancellationToken).ConfigureAwait(false))
            {
                throw;
            }
        }

        return await ExpandOnceAsync(layer, turns, cancellationToken).ConfigureAwait(false);
    }

    async ValueTask<BlobSource> ExpandOnceAsync(ContainerLayer layer, DecompressionTurns turns, CancellationToken cancellationToken)
    {
        var (blob, isVerified) = await layer.OpenStoredAsync(cancellationToken).ConfigureAwait(false);
        return await turns.RunAsync(
            LayerDecompression.NeedsLargeWindow(blob), () => ExpandAsync(layer, blob, isVerified, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    async ValueTask<BlobSource> ExpandAsync(ContainerLayer layer, BlobSource blob, bool isVerified, CancellationToken cancellationToken)
    {
        var subject = $"{image.Name}: the layer {layer.Descriptor.Digest}";
        var expected = new ExpectedDigests(subject, isVerified ? null : layer.Descriptor.Digest, layer.DiffId);
        var archive = await LayerDecompression.ExpandAsync(blob, expected, spool, limits, cancellationToken).ConfigureAwait(false);
        if (ReferenceEquals(archive, blob))
        {
            CheckPlain(layer, blob, isVerified, subject, cancellationToken);
        }

        layer.NoteVerified(blob);
        return archive;
    }

    static void CheckPlain(ContainerLayer layer, BlobSource blob, bool isVerified, string subject, CancellationToken cancellationToken)
    {
        if (!isVerified)
        {
            BlobVerification.CheckDigest(layer.Descriptor.Digest, Digest.Sha256(blob, cancellationToken), subject);
        }

        if (layer.DiffId is { } diffId)
        {
            BlobVerification.CheckDigest(diffId, layer.Descriptor.Digest, $"{subject}, which is not compressed");
        }
    }
}
