using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Model;
using TalosBoot.Oci.Registry.Blobs;

namespace TalosBoot.Oci.Registry;

/// <summary>Takes container images from registries. Manifests are fetched when an image is looked for, and layers when they are opened.</summary>
public sealed partial class RegistryImageSource : IContainerImageSource, IDisposable
{
    readonly RegistryClient _client;
    readonly SpoolBlobCache? _ownCache;
    readonly IBlobCache _cache;
    readonly SemaphoreSlim _downloads;

    /// <summary>Creates a source.</summary>
    /// <param name="client">The client, which stays the caller's.</param>
    /// <param name="cache">
    /// Keeps the blobs, and stays the caller's. Null: they are kept in files that only this user can read, until this source is disposed.
    /// </param>
    /// <param name="spoolDirectory">Where these files lie; null, the default, for the system's folder for temporary files.</param>
    public RegistryImageSource(RegistryClient client, IBlobCache? cache = null, string? spoolDirectory = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _ownCache = cache is null ? new SpoolBlobCache(spoolDirectory) : null;
        _cache = cache ?? _ownCache!;
        _downloads = new SemaphoreSlim(client.Options.MaximumConcurrency);
    }

    /// <summary>
    /// Finds an image. What a digest stands for is taken from a cache that has it: an image that is named by digest and kept whole needs
    /// no registry. For a tag, its registry is asked in any case.
    /// </summary>
    /// <inheritdoc/>
    /// <exception cref="RegistryException">The registry fails, too: see the remarks of <see cref="RegistryClient"/>.</exception>
    public async ValueTask<ContainerImage> ResolveAsync(ImageReference reference, OciPlatform platform, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(platform);
        var store = new RegistryBlobStore(_client, _cache, _downloads, reference);
        var top = store.Add(TryFindKept(reference) ?? await FetchAsync(reference, cancellationToken).ConfigureAwait(false));
        var resolver = new ImageResolver(store, _client.Options.Limits);
        return await resolver.ResolveAsync(top, platform, reference.ToString(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes the blobs, unless a cache keeps them.</summary>
    public void Dispose()
    {
        _ownCache?.Dispose();
        _downloads.Dispose();
    }

    RegistryManifest? TryFindKept(ImageReference reference)
    {
        if (reference.Digest is not { } digest
            || _cache.TryReadDocument(digest, _client.Options.Limits.MaximumDocumentLength) is not { } content)
        {
            return null;
        }

        var mediaType = OciDocuments.GuessMediaType(content, reference.ToString());
        return new RegistryManifest(new OciDescriptor { MediaType = mediaType, Size = content.Length, Digest = digest }, content);
    }

    async ValueTask<RegistryManifest> FetchAsync(ImageReference reference, CancellationToken cancellationToken)
    {
        var manifest = await _client.GetManifestAsync(reference, cancellationToken).ConfigureAwait(false);
        var (descriptor, content) = manifest;

        // One whose type only its registry tells is not kept: nobody could tell it without.
        if (_cache.IsDurable && OciMediaTypes.IsManifest(descriptor.MediaType)
            && OciDocuments.GuessMediaType(content, reference.ToString()) == descriptor.MediaType)
        {
            await _cache.ForgetIfDamagedAsync(descriptor.Digest, cancellationToken).ConfigureAwait(false);
            await _cache.GetAsync(
                descriptor, (offset, _) => ValueTask.FromResult(BlobSource.FromBytes(content[(int)offset..]).OpenRead()), cancellationToken)
                .ConfigureAwait(false);
        }

        return manifest;
    }
}
