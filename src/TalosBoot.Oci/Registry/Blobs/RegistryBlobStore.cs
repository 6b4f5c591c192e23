using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Registry.Blobs;

/// <summary>The blobs and manifests of one repository, through a cache.</summary>
internal sealed class RegistryBlobStore(RegistryClient client, IBlobCache cache, SemaphoreSlim downloads, ImageReference repository) : IBlobStore
{
    RegistryManifest? _top;

    /// <summary>Whether the stream of a blob need not hash, too. It must for a cache that is not ours, to which that was promised.</summary>
    bool IsHashedByCache => cache.HashesDownloads;

    public string Name => $"{repository.FamiliarRegistry}/{repository.Repository}";

    /// <summary>Takes the manifest that a tag or digest led to, so that it is not fetched again.</summary>
    public OciDescriptor Add(RegistryManifest manifest)
    {
        _top = manifest;
        return manifest.Descriptor;
    }

    public async ValueTask<BlobSource> OpenAsync(OciDescriptor descriptor, CancellationToken cancellationToken)
    {
        if (TryOpenTop(descriptor) is { } top)
        {
            return top;
        }

        return await DownloadAsync(
            descriptor, fetched: null, opener => cache.GetAsync(descriptor, opener, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<StoredBlob> OpenStoredAsync(OciDescriptor descriptor, IProgress<long>? fetched, CancellationToken cancellationToken)
    {
        if (TryOpenTop(descriptor) is { } top)
        {
            return new StoredBlob(top, IsVerified: true);
        }

        return await DownloadAsync(
            descriptor, fetched, opener => cache.GetStoredAsync(descriptor, opener, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Fetches a blob straight into a file, unless it is to be kept or there already.</summary>
    public async ValueTask SaveAsync(OciDescriptor descriptor, string path, CancellationToken cancellationToken)
    {
        if (cache.IsDurable || cache.Has(descriptor.Digest))
        {
            var content = await OpenAsync(descriptor, cancellationToken).ConfigureAwait(false);
            await content.WriteToFileAsync(path, null, cancellationToken).ConfigureAwait(false);
            return;
        }

        await DownloadAsync(
            descriptor,
            fetched: null,
            async opener =>
            {
                await BlobFile.FetchAsync(descriptor, opener, path, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<bool> ForgetIfDamagedAsync(OciDescriptor descriptor, CancellationToken cancellationToken) =>
        cache.ForgetIfDamagedAsync(descriptor.Digest, cancellationToken);

    public void NoteVerified(OciDescriptor descriptor, BlobSource blob) => cache.NoteVerified(descriptor, blob);

    BlobSource? TryOpenTop(OciDescriptor descriptor)
    {
        if (_top is not { } top || top.Descriptor.Digest != descriptor.Digest)
        {
            return null;
        }

        BlobVerification.CheckSize(descriptor, top.Content.Length, Name);
        return BlobSource.FromBytes(top.Content);
    }

    async ValueTask<T> DownloadAsync<T>(
        OciDescriptor descriptor, IProgress<long>? fetched, Func<BlobOpener, ValueTask<T>> fetch, CancellationToken cancellationToken)
    {
        await downloads.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await FetchAsync(descriptor, fetched, fetch).ConfigureAwait(false);
        }
        finally
        {
            downloads.Release();
        }
    }

    /// <summary>Fetches a blob, from another server when the bytes of one turn out to be wrong.</summary>
    async ValueTask<T> FetchAsync<T>(OciDescriptor descriptor, IProgress<long>? fetched, Func<BlobOpener, ValueTask<T>> fetch)
    {
        for (var trust = new BlobTrust(); ;)
        {
            try
            {
                return await fetch(Opener(descriptor, fetched, trust)).ConfigureAwait(false);
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

    BlobOpener Opener(OciDescriptor descriptor, IProgress<long>? fetched, BlobTrust trust) => OciMediaTypes.IsManifest(descriptor.MediaType)
        ? (offset, cancellationToken) => OpenManifestAsync(descriptor, offset, cancellationToken)
        : async (offset, cancellationToken) =>
        {
            var stream = await OpenBlobAsync(descriptor, offset, trust, cancellationToken).ConfigureAwait(false);
            return fetched is null ? stream : new ReportingStream(stream, offset, fetched);
        };

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
