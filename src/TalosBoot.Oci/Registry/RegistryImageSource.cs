using TalosBoot.Core.Diagnostics;

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
    public RegistryImageSource(RegistryClient client, IBlobCache? cache = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _ownCache = cache is null ? new SpoolBlobCache() : null;
        _cache = cache ?? _ownCache!;
        _downloads = new SemaphoreSlim(client.Options.MaximumConcurrency);
    }

    /// <inheritdoc/>
    /// <exception cref="RegistryException">The registry fails, too: see the remarks of <see cref="RegistryClient"/>.</exception>
    public async ValueTask<ContainerImage> ResolveAsync(ImageReference reference, Platform platform, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(platform);
        var store = new RegistryBlobStore(_client, _cache, _downloads, reference);
        var top = store.Add(await _client.GetManifestAsync(reference, cancellationToken).ConfigureAwait(false));
        var resolver = new ImageResolver(store, _client.Options.Limits);
        return await resolver.ResolveAsync(top, platform, reference.ToString(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes the blobs, unless a cache keeps them.</summary>
    public void Dispose()
    {
        _ownCache?.Dispose();
        _downloads.Dispose();
    }
}
