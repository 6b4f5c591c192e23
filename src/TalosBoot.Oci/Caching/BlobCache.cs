using System.Collections.Concurrent;
using TalosBoot.Core.Caching;
using TalosBoot.Core.Content;
using TalosBoot.Core.Content.Files;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Caching;

/// <summary>
/// Keeps blobs in a folder, by their digests, for any number of threads and processes at once. Processes may end at any moment: a blob is there whole, or
/// not at all, and what was fetched of it is gone on from.
/// </summary>
/// <remarks>
/// A blob is hashed on its way in, and again when a process reads it for the first time, or after its file was changed: layers while their files are
/// read, all else before. What is damaged is deleted and fetched again. The files are <c>blobs/sha256/…</c> as in an OCI layout, and only
/// this user can read them.
/// </remarks>
public sealed class BlobCache : IBlobCache
{
    readonly BlobCacheFolder _folder;
    readonly BlobCacheOptions _options;
    readonly BlobCacheTrimming _trimming;
    readonly ConcurrentDictionary<Digest, HostFile> _verified = [];

    BlobCache(BlobCacheFolder folder, BlobCacheOptions options)
    {
        _folder = folder;
        _options = options;
        _trimming = new BlobCacheTrimming(folder, options);
    }

    /// <summary>The folder.</summary>
    public string Folder => _folder.Path;

    /// <summary>Opens a cache.</summary>
    /// <param name="folder">The folder, which is made when it is missing. Others should not be able to write it.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <exception cref="FileAccessException">The folder cannot be made (TB6001), or others may write it (TB6004).</exception>
    public static BlobCache Open(string folder, BlobCacheOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var cache = new BlobCache(BlobCacheFolder.Create(folder, options?.AllowForeignWriters ?? false), options ?? new BlobCacheOptions());
        cache._trimming.DeleteOldPartials();
        return cache;
    }

    /// <summary>
    /// Gives a blob, which is fetched when it is not there. While another thread or process fetches it, this waits and uses what that one fetched; where
    /// that one gives up, this one goes on from there.
    /// </summary>
    /// <inheritdoc/>
    /// <exception cref="RegistryException">The blob is over the limit of the cache (TB2007), or cannot be opened.</exception>
    /// <exception cref="FileAccessException">A file of the cache cannot be written (TB6001), or the device is full (TB6002).</exception>
    public async ValueTask<BlobSource> GetAsync(OciDescriptor descriptor, BlobOpener open, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var (blob, isVerified) = await GetStoredAsync(descriptor, open, cancellationToken).ConfigureAwait(false);
            if (isVerified || TryVerify(descriptor, blob, cancellationToken))
            {
                return blob;
            }

            await ForgetIfDamagedAsync(descriptor.Digest, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public bool HashesDownloads => true;

    /// <inheritdoc/>
    public async ValueTask<StoredBlob> GetStoredAsync(OciDescriptor descriptor, BlobOpener open, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        ArgumentNullException.ThrowIfNull(open);
        CheckLimit(descriptor);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryOpenStored(descriptor) is { } blob)
            {
                return new StoredBlob(blob, _verified.TryGetValue(descriptor.Digest, out var known) && known == blob.File);
            }

            using var held = await LockAsync(descriptor, cancellationToken).ConfigureAwait(false);
            if (held is not null && TryOpenStored(descriptor) is null)
            {
                DropDamaged(descriptor, cancellationToken);
                var fetched = await FetchAsync(descriptor, open, cancellationToken).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                if (fetched is not null)
                {
                    return new StoredBlob(fetched, IsVerified: true);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void NoteVerified(OciDescriptor descriptor, BlobSource blob)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        if (blob is FileBlobSource file)
        {
            _verified[descriptor.Digest] = file.File;
        }
    }

    /// <inheritdoc/>
    public bool Has(Digest digest) => File.Exists(_folder.Blob(digest));

    /// <summary>Gives a blob that is there, and has its digest.</summary>
    /// <param name="descriptor">Digest and size.</param>
    /// <param name="cancellationToken">Stops verifying.</param>
    /// <returns>The blob, or null when it is not there or not what it should be.</returns>
    public BlobSource? TryOpen(OciDescriptor descriptor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return TryOpenStored(descriptor) is { } blob && TryVerify(descriptor, blob, cancellationToken) ? blob : null;
    }

    FileBlobSource? TryOpenStored(OciDescriptor descriptor)
    {
        var path = _folder.Blob(descriptor.Digest);
        if (BlobsInUse.Note(path, () => File.Exists(path) ? TryOpenFile(path, descriptor.Digest) : null) is not { } blob || blob.Length != descriptor.Size)
        {
            return null;
        }

        _trimming.NoteUse(path);
        return blob;
    }

    bool TryVerify(OciDescriptor descriptor, BlobSource blob, CancellationToken cancellationToken)
    {
        if (blob is FileBlobSource file && _verified.TryGetValue(descriptor.Digest, out var known) && known == file.File)
        {
            return true;
        }

        if (TryHash(_folder.Blob(descriptor.Digest), blob, cancellationToken) != descriptor.Digest)
        {
            return false;
        }

        NoteVerified(descriptor, blob);
        return true;
    }

    /// <summary>Gives a document that is there and has its digest; its size need not be known. Null also for one that is longer than the limit.</summary>
    public byte[]? TryReadDocument(Digest digest, int limit)
    {
        var path = _folder.Blob(digest);
        if (!File.Exists(path) || TryOpenFile(path, digest) is not { } blob || blob.Length > limit)
        {
            return null;
        }

        if (TryRead(path, blob, limit) is not { } bytes || Digest.Sha256(bytes) != digest)
        {
            return null;
        }

        _trimming.NoteUse(path);
        return bytes;
    }

    /// <summary>Hashes a blob that is there, and deletes it when it is damaged.</summary>
    /// <param name="digest">The digest.</param>
    /// <param name="cancellationToken">Stops hashing.</param>
    /// <returns>Whether the blob was damaged.</returns>
    public async ValueTask<bool> ForgetIfDamagedAsync(Digest digest, CancellationToken cancellationToken = default)
    {
        var path = _folder.Blob(digest);
        using var held = await EntryLock.AcquireAsync(
            _folder.Lock(digest), () => File.Exists(path), _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        return held is not null && DeleteIfDamaged(digest, cancellationToken);
    }

    /// <summary>A file whose content may be fetched anew by another process while it is used, and is the same then.</summary>
    static FileBlobSource? TryOpenFile(string path, Digest digest)
    {
        try
        {
            return FileBlobSource.Find(path, changed => Digest.Sha256(changed) == digest);
        }
        catch (FileAccessException) when (!File.Exists(path))
        {
            // Another process has deleted it since.
            return null;
        }
    }

    /// <summary>The digest of a file, or null when another process has deleted it since it was looked at.</summary>
    static Digest? TryHash(string path, BlobSource blob, CancellationToken cancellationToken)
    {
        try
        {
            return Digest.Sha256(blob, cancellationToken);
        }
        catch (FileAccessException) when (!File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>The bytes of a file, or null when another process has deleted it since it was looked at.</summary>
    static byte[]? TryRead(string path, FileBlobSource blob, int limit)
    {
        try
        {
            return blob.ToArray(limit);
        }
        catch (FileAccessException) when (!File.Exists(path))
        {
            return null;
        }
    }

    void CheckLimit(OciDescriptor descriptor)
    {
        if (descriptor.Size < 0 || descriptor.Size > _options.MaximumBlobSize)
        {
            throw new RegistryException(
                DiagnosticIds.ImageOverLimit, descriptor.Digest.ToString(),
                $"the blob has {descriptor.Size} bytes; the limit of the cache is {_options.MaximumBlobSize}. Raise BlobCacheOptions.MaximumBlobSize.");
        }
    }

    async ValueTask<EntryLock?> LockAsync(OciDescriptor descriptor, CancellationToken cancellationToken)
    {
        var path = _folder.Lock(descriptor.Digest);
        if (EntryLock.TryAcquire(path) is { } free)
        {
            return free;
        }

        Log.Waiting(_options.Logger, descriptor.Digest.ToString());
        return await EntryLock.AcquireAsync(
            path, () => TryOpenStored(descriptor) is null, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes room for a blob whose file is there and is not what it should be. The file may also be right, and the descriptor wrong.</summary>
    void DropDamaged(OciDescriptor descriptor, CancellationToken cancellationToken)
    {
        var file = new FileInfo(_folder.Blob(descriptor.Digest));
        if (file.Exists && !DeleteIfDamaged(descriptor.Digest, cancellationToken))
        {
            BlobVerification.CheckSize(descriptor, file.Length, Folder);
        }
    }

    bool DeleteIfDamaged(Digest digest, CancellationToken cancellationToken)
    {
        var path = _folder.Blob(digest);
        if (TryOpenFile(path, digest) is not { } blob || TryHash(path, blob, cancellationToken) is not { } actual || actual == digest)
        {
            return false;
        }

        Log.Damaged(_options.Logger, digest.ToString(), Folder);
        File.Delete(path);
        return true;
    }

    /// <summary>Fetches a blob, and has it in hands while its lock still keeps others from making room with it; null when it was deleted all the same.</summary>
    async ValueTask<FileBlobSource?> FetchAsync(OciDescriptor descriptor, BlobOpener open, CancellationToken cancellationToken)
    {
        var path = _folder.Blob(descriptor.Digest);
        var download = new BlobDownload(descriptor, path, _folder.Partial(descriptor.Digest), _options.Logger);
        await download.RunAsync(open, _options.Progress, cancellationToken).ConfigureAwait(false);
        _verified[descriptor.Digest] = HostFile.OfInput(path);
        var blob = TryOpenStored(descriptor);
        _trimming.Trim(path);
        return blob;
    }
}
