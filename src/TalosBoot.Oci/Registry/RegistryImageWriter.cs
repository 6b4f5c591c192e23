using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Registry;

/// <summary>Sends images to registries (docs/formats/oci.md). What a registry has already is not sent again, and tags appear when all else is there.</summary>
/// <param name="client">The client, which stays the caller's.</param>
public sealed class RegistryImageWriter(RegistryClient client)
{
    readonly RegistryClient _client = client ?? throw new ArgumentNullException(nameof(client));

    /// <summary>Sends an image.</summary>
    /// <param name="image">The image: one that was built, or one of any source.</param>
    /// <param name="reference">The tag to send it under, or its digest.</param>
    /// <param name="mountFrom">A reference of a repository of the same registry that may have the layers; else null.</param>
    /// <param name="progress">Is told how far each blob is, in the stage <see cref="BuildStage.Push"/>; null (the default) for nobody.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    /// <returns>Media type, size and digest of the manifest.</returns>
    /// <exception cref="RegistryException">A layer is not there (TB2006), or the registry fails: see the remarks of <see cref="RegistryClient"/>.</exception>
    /// <exception cref="ContentMismatchException">A layer is not what its digest (TB2101) or size (TB2102) says.</exception>
    public async Task<OciDescriptor> PushAsync(
        ContainerImage image, ImageReference reference, ImageReference? mountFrom = null, IProgress<BuildProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(reference);
        var descriptor = new OciDescriptor { MediaType = image.MediaType, Size = image.ManifestBytes.Length, Digest = image.Digest };
        if (await IsThereAsync(reference, image.Digest, cancellationToken).ConfigureAwait(false))
        {
            return descriptor;
        }

        var layers = image.Layers.Where(layer => !OciMediaTypes.IsNonDistributable(layer.Descriptor.MediaType)).DistinctBy(layer => layer.Descriptor.Digest);
        await Parallel.ForEachAsync(
            layers,
            new ParallelOptions { MaxDegreeOfParallelism = _client.Options.MaximumConcurrency, CancellationToken = cancellationToken },
            async (layer, token) => await _client.PushBlobAsync(
                reference, layer.Descriptor, await layer.OpenAsync(token).ConfigureAwait(false), mountFrom, progress, token).ConfigureAwait(false))
            .ConfigureAwait(false);
        await _client.PushBlobAsync(reference, image.Manifest.Config, BlobSource.FromBytes(image.ConfigBytes), mountFrom, progress, cancellationToken)
            .ConfigureAwait(false);
        return await _client.PushManifestAsync(reference, image.MediaType, image.ManifestBytes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends images of several platforms, each by its digest, and then the index of them.</summary>
    /// <param name="images">The images, and the platform that the index tells for each.</param>
    /// <param name="reference">The tag to send the index under, or its digest.</param>
    /// <param name="progress">Is told how far each blob is, in the stage <see cref="BuildStage.Push"/>; null (the default) for nobody.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    /// <returns>Media type, size and digest of the index.</returns>
    /// <exception cref="RegistryException">A layer is not there (TB2006), or the registry fails: see the remarks of <see cref="RegistryClient"/>.</exception>
    /// <exception cref="ContentMismatchException">A layer is not what its digest (TB2101) or size (TB2102) says.</exception>
    public async Task<OciDescriptor> PushIndexAsync(
        IReadOnlyList<(ContainerImage Image, OciPlatform Platform)> images, ImageReference reference, IProgress<BuildProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(reference);
        var entries = new List<OciDescriptor>();
        foreach (var (image, platform) in images)
        {
            var sent = await PushAsync(image, reference.WithDigest(image.Digest), null, progress, cancellationToken).ConfigureAwait(false);
            entries.Add(sent with { Platform = platform });
        }

        var index = GoJson.Serialize(new OciIndex { MediaType = OciMediaTypes.Index, Manifests = entries });
        return await _client.PushManifestAsync(reference, OciMediaTypes.Index, index, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Some registries answer "forbidden" for what is not there yet.</summary>
    async Task<bool> IsThereAsync(ImageReference reference, Digest digest, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.FindDigestAsync(reference, cancellationToken).ConfigureAwait(false) == digest;
        }
        catch (RegistryException exception) when (exception.DiagnosticId is DiagnosticIds.ImageNotFound or DiagnosticIds.RegistryAccessDenied
            or DiagnosticIds.RegistryAnswerInvalid)
        {
            return false;
        }
    }
}
