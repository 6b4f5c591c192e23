using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Caching;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Registry.Blobs;

/// <summary>The blobs and manifests of one repository, through a cache.</summary>
internal sealed class RegistryBlobStore(RegistryClient client, IBlobCache cache, SemaphoreSlim downloads, ImageReference repository) : IBlobStore
{
    RegistryManifest? _top;

    /// <summary>Whether the stream of a blob need not hash, too. It must for a cache that is not ours, to which that was promised.</summary>
    bool IsHashedByCache => cache is BlobCache;

    public string Name => $"{repository.FamiliarRegistry}/{repository.Repository}";

    /// <summary>Takes the manifest that a tag or digest led to, so that it is not fetched again.</summary>
    public OciDescriptor Add(RegistryManifest manifest)
    {
        _top = manifest;
        return manifest.Descriptor;
    }

    public async ValueTask<BlobSource> OpenAsync(OciDescriptor descriptor, CancellationToken cancellationToken)
    {
        if (_top is { } top && top.Descriptor.Digest == descriptor.Digest)
        {
            BlobVerification.CheckSize(descriptor, top.Content.Length, Name);
            return BlobSource.FromBytes(top.Content);
        }

        await downloads.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await FetchAsync(
                descriptor, opener => cache.GetAsync(descriptor, opener, cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            downloads.Release();
        }
    }

    /// <inheritdoc/>
    /// <remarks>What a folder keeps may have been damaged since it was fetched, so it counts as not verified.</remarks>
    public async ValueTask<StoredBlob> OpenStoredAsync(OciDescriptor descriptor, CancellationToken cancellationToken) =>
        new(await OpenAsync(descriptor, cancellationToken).ConfigureAwait(false), IsVerified: cache is not BlobCache);

    /// <summary>Fetches a blob straight into a file, unless it is to be kept or there already.</summary>
    public async ValueTask SaveAsync(OciDescriptor descriptor, string path, CancellationToken cancellationToken)
    {
        if (cache is not SpoolBlobCache spool || spool.Has(descriptor.Digest))
        {
            var content = await OpenAsync(descriptor, cancellationToken).ConfigureAwait(false);
            await content.WriteToFileAsync(path, null, cancellationToken).ConfigureAwait(false);
            return;
        }

        await downloads.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await FetchAsync(descriptor, async opener =>
            {
                await BlobFile.FetchAsync(descriptor, opener, path, cancellationToken).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        }
        finally
        {
            downloads.Release();
        }
    }

    public ValueTask<bool> ForgetIfDamagedAsync(OciDescriptor descriptor, CancellationToken cancellationToken) =>
        cache is BlobCache kept ? kept.DeleteIfDamagedAsync(descriptor.Digest, cancellationToken) : ValueTask.FromResult(false);

    /// <summary>Fetches a blob, from another server when the bytes of one turn out to be wrong.</summary>
    async ValueTask<T> FetchAsync<T>(OciDescriptor descriptor, Func<BlobOpener, ValueTask<T>> fetch)
    {
        for (var trust = new BlobTrust(); ;)
        {
            try
            {
                return await fetch(Opener(descriptor, trust)).ConfigureAwait(false);
            }
            catch (ContentMismatchException exception)
            {
                if (!trust.RefuseUsed() || !client.HasSource(repository, trust))
                {
                    throw;
                }

                Log.AskingElsewhere(client.Options.Logger, descriptor.Digest.ToString(), exception.Message);
            }
        }
    }

    BlobOpener Opener(OciDescriptor descriptor, BlobTrust trust) => OciMediaTypes.IsManifest(descriptor.MediaType)
        ? (offset, cancellationToken) => OpenManifestAsync(descriptor, offset, cancellationToken)
        : (offset, cancellationToken) => OpenBlobAsync(descriptor, offset, trust, cancellationToken);

    async ValueTask<Stream> OpenManifestAsync(OciDescriptor descriptor, long offset, CancellationToken cancellationToken)
    {
        var manifest = await client.GetChildAsync(repository, descriptor, cancellationToken).ConfigureAwait(false);
        BlobVerification.CheckSize(descriptor, manifest.Content.Length, Name);
        return BlobSource.FromBytes(manifest.Content[(int)offset..]).OpenRead();
    }

    async ValueTask<Stream> OpenBlobAsync(OciDescriptor descriptor, long offset, BlobTrust trust, CancellationToken cancellationToken)
    {
        try
        {
            return await client.OpenBlobAsync(
                repository, descriptor.Digest, descriptor.Size, offset, !IsHashedByCache, trust, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException exception) when (exception.DiagnosticId == DiagnosticIds.BlobNotFound && descriptor.Urls is { Count: > 0 })
        {
            return await client.OpenForeignBlobAsync(repository, descriptor, offset, !IsHashedByCache, cancellationToken).ConfigureAwait(false);
        }
    }
}
