using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Factory.Stores;
using TalosBoot.Factory.Work;

namespace TalosBoot.Factory.Assets;

/// <summary>
/// Keeps assets as files of a folder (docs/formats/factory.md). A file appears when it is complete, and has a checksum of each of its blocks, which is
/// checked when a process reads the block for the first time. What was not used for the longest time is deleted when all files together are over the
/// limit. Several processes may use one folder.
/// </summary>
public sealed class FolderAssetStore : IAssetStore
{
    const int SmallAsset = 64 * 1024;
    const long IndexWeight = 256L << 20;
    const int IndexCapacity = 200_000;

    // What a file counts for at least: clients choose how many small assets there are, and each takes a block, a name, and time of those who look at all.
    const int SmallestShare = 16 * 1024;

    // To look at all files takes long. The process does so when it has stored such a part of the limit.
    const int LooksPerLimit = 64;
    static readonly TimeSpan TouchInterval = TimeSpan.FromHours(1);

    readonly StoreFolder _folder;
    readonly long _maximumSize;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly BoundedCache<Digest, StoredEntry> _index;
    readonly Lock _trimming = new();
    long _unseen;

    /// <summary>Uses a folder.</summary>
    /// <param name="folder">The folder, which is made when it is missing, and which nobody but this user can read.</param>
    /// <param name="maximumSize">How many bytes all assets may take.</param>
    /// <param name="time">Tells when an asset was used; null for the clock of the system.</param>
    /// <param name="logger">Where messages go.</param>
    public FolderAssetStore(string folder, long maximumSize = 64L << 30, TimeProvider? time = null, ILogger? logger = null)
        : this(folder, maximumSize, time, logger, IndexWeight)
    {
    }

    internal FolderAssetStore(string folder, long maximumSize, TimeProvider? time, ILogger? logger, long indexWeight)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfNegative(maximumSize);
        _folder = new StoreFolder(folder);
        (_maximumSize, _unseen) = (maximumSize, maximumSize / LooksPerLimit);
        _time = time ?? TimeProvider.System;
        _logger = logger ?? NullLogger.Instance;
        _index = new(IndexCapacity, indexWeight);
    }

    /// <inheritdoc/>
    public Task<StoredAsset?> FindAsync(Digest identity, CancellationToken cancellationToken = default)
    {
        if (FindEntry(identity) is not { } found)
        {
            return Task.FromResult<StoredAsset?>(null);
        }

        found.Handle?.Dispose();
        return Task.FromResult<StoredAsset?>(new StoredAsset(
            found.Entry.Trailer.Length,
            _ => ValueTask.FromResult<Stream>(new OpenAssetStream(
                TryOpen(identity) ?? throw new FileNotFoundException($"The asset {identity.Hex} is not there any more.", found.Entry.Path)))));
    }

    /// <inheritdoc/>
    public async Task PutAsync(Digest identity, BlobSource content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var writer = Begin(identity, content.Length);
        using var handle = writer.Handle;
        await writer.CopyAsync(content, _ => { }, cancellationToken).ConfigureAwait(false);
        writer.Commit(_time.GetUtcNow().UtcDateTime);
    }

    /// <summary>Opens an asset whose first block is as it was written; null when there is none.</summary>
    internal OpenAsset? TryOpen(Digest identity, bool isBuilt = false)
    {
        if (FindEntry(identity) is not { } found)
        {
            return null;
        }

        var (entry, handle) = found;
        try
        {
            Touch(entry);
            if (entry.Trailer.Length > SmallAsset)
            {
                Check(entry, handle!, 0, 1);
                return new StoredFile(this, entry, handle, isBuilt);
            }

            if (entry.Content is null)
            {
                Check(entry, handle!, 0, (int)entry.Trailer.Length);
                var content = new byte[entry.Trailer.Length];
                _ = RandomAccess.Read(handle!, content, 0);
                entry.Content = content;
                _index.Set(identity, entry, entry.Weight); // It weighs more now.
            }

            handle?.Dispose();
            return new StoredFile(this, entry, null, isBuilt);
        }
        catch (InvalidDataException)
        {
            handle?.Dispose();
            return null;
        }
    }

    /// <summary>Whether an asset is stored.</summary>
    internal bool Has(Digest identity)
    {
        if (FindEntry(identity) is not { } found)
        {
            return false;
        }

        found.Handle?.Dispose();
        return true;
    }

    /// <summary>Begins to store an asset.</summary>
    /// <exception cref="TalosBootException">It is larger than all assets may be (TB9003).</exception>
    internal AssetWriter Begin(Digest identity, long length)
    {
        if (AssetTrailer.FileLengthOf(length) > _maximumSize)
        {
            throw new TalosBootException(
                DiagnosticIds.FactoryStoreFull,
                $"An asset of {length} bytes is larger than all assets of {_folder.Path} may be, which are {_maximumSize} bytes. Raise storage.maxAssetSize.");
        }

        var (path, handle) = _folder.Begin();
        return new AssetWriter(this, identity, length, path, handle);
    }

    internal void Commit(string partial, AssetTrailer trailer, DateTime modifiedAt)
    {
        File.SetLastWriteTimeUtc(partial, modifiedAt);
        var name = NameOf(trailer.Identity);
        _folder.Commit(partial, name);
        var path = Path.Combine(_folder.Path, name);
        var entry = new StoredEntry(trailer, File.GetLastWriteTimeUtc(path), path);
        entry.MarkAllChecked();
        _index.Set(trailer.Identity, entry, entry.Weight);
        if (Interlocked.Add(ref _unseen, ShareOf(trailer.FileLength)) >= _maximumSize / LooksPerLimit)
        {
            Trim(path);
        }
    }

    /// <summary>Checks the blocks that a read touches, those that were not yet.</summary>
    /// <exception cref="InvalidDataException">One is damaged. The file is deleted then.</exception>
    internal void Check(StoredEntry entry, SafeFileHandle handle, long offset, int count)
    {
        byte[]? buffer = null;
        for (var block = (int)(offset / AssetTrailer.BlockSize); count > 0 && block <= (offset + count - 1) / AssetTrailer.BlockSize; block++)
        {
            if (entry.IsChecked(block))
            {
                continue;
            }

            buffer ??= new byte[AssetTrailer.BlockSize];
            var start = (long)block * AssetTrailer.BlockSize;
            var length = (int)Math.Min(AssetTrailer.BlockSize, entry.Trailer.Length - start);
            if (RandomAccess.Read(handle, buffer.AsSpan(0, length), start) != length || !entry.Trailer.IsRight(block, buffer.AsSpan(0, length)))
            {
                throw Damaged(entry, start);
            }

            entry.MarkChecked(block);
        }
    }

    /// <summary>Deletes a damaged file, and says so.</summary>
    internal InvalidDataException Damaged(StoredEntry entry, long offset)
    {
        Log.AssetDamaged(_logger, entry.Identity.Hex, offset);
        _index.Remove(entry.Identity);
        File.Delete(entry.Path);
        return new InvalidDataException($"The stored asset {entry.Identity.Hex} is damaged at byte {offset}.");
    }

    (StoredEntry Entry, SafeFileHandle? Handle)? FindEntry(Digest identity)
    {
        var path = Path.Combine(_folder.Path, NameOf(identity));
        var isKnown = _index.TryGet(identity, out var entry);
        try
        {
            if (isKnown && entry!.Content is not null && File.GetLastWriteTimeUtc(path) == entry.ModifiedAt)
            {
                return (entry, null);
            }

            var handle = HeldFile.OpenRead(path);
            if (isKnown && RandomAccess.GetLength(handle) == entry!.Trailer.FileLength && File.GetLastWriteTimeUtc(handle) == entry.ModifiedAt)
            {
                return (entry, handle);
            }

            if (AssetTrailer.Read(handle, identity) is { } trailer)
            {
                entry = new StoredEntry(trailer, File.GetLastWriteTimeUtc(handle), path);
                _index.Set(identity, entry, entry.Weight);
                return (entry, handle);
            }

            handle.Dispose();
            Log.AssetDamaged(_logger, identity.Hex, 0);
            File.Delete(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // It was never stored, or another process has deleted it.
        }

        _index.Remove(identity);
        return null;
    }

    /// <summary>Notes the use of an asset, now and then, so that it is deleted late.</summary>
    void Touch(StoredEntry entry)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        if ((now - entry.TouchedAt).Duration() < TouchInterval)
        {
            return;
        }

        entry.TouchedAt = now;
        try
        {
            File.SetLastAccessTimeUtc(entry.Path, now);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.StoreTrouble(_logger, _folder.Path, exception);
        }
    }

    /// <summary>Deletes what was not used for the longest time, as far as there is too much. What was stored last stays.</summary>
    void Trim(string newest)
    {
        if (!_trimming.TryEnter())
        {
            return;
        }

        try
        {
            Interlocked.Exchange(ref _unseen, 0);
            var size = 0L;
            foreach (var file in new DirectoryInfo(_folder.Path).EnumerateFiles("*.asset", SearchOption.AllDirectories)
                .OrderByDescending(file => file.FullName == newest).ThenByDescending(file => file.LastAccessTimeUtc))
            {
                var share = ShareOf(file.Length);
                if (size + share > _maximumSize && file.FullName != newest)
                {
                    file.Delete();
                }
                else
                {
                    size += share;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Interlocked.Exchange(ref _unseen, _maximumSize / LooksPerLimit); // The next one looks again.
            Log.StoreTrouble(_logger, _folder.Path, exception);
        }
        finally
        {
            _trimming.Exit();
        }
    }

    static long ShareOf(long fileLength) => Math.Max(fileLength, SmallestShare);

    static string NameOf(Digest identity) => Path.Combine(identity.Hex[..2], identity.Hex + ".asset");
}
