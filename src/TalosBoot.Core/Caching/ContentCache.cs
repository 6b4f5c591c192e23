using System.Collections.Concurrent;
using TalosBoot.Core.Content;
using TalosBoot.Core.Content.Files;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;

namespace TalosBoot.Core.Caching;

/// <summary>
/// Remembers in a folder what work has made, by a digest of everything that the result depends on. Several engines and processes may use one
/// folder; it may be deleted at any time.
/// </summary>
/// <remarks>
/// <para>An entry is a file, named by its key. It is written under another name and renamed when it is complete, so that a process that dies leaves
/// no half entry. It is authenticated by a secret of the folder, which is checked when this process reads it for the first time, or when the file was changed
/// since; an entry that does not pass is deleted, and made again. That it is changed while it is being used is noticed, too.</para>
/// <para>When new entries take all together over the limit, those that were not used for the longest time are deleted. What a failing
/// disk does to entries costs time only: the work is done as if there were no cache.</para>
/// </remarks>
public sealed class ContentCache
{
    /// <summary>How many bytes all entries may have together, unless another number is given: 4 GiB, which is about 150 large extensions.</summary>
    public const long DefaultSizeLimit = 4L << 30;

    internal const string PartialSuffix = ".partial";

    const string EntrySuffix = ".entry";
    const string LockFolder = "locks";

    // Enough that two entries hardly ever share a lock, and few enough to leave the files where they are.
    const int LockDigits = 3;

    // Other processes keep entries, too, so the sum is taken anew now and then.
    const int EntriesPerCount = 64;

    static readonly TimeSpan Aging = TimeSpan.FromMinutes(1);

    readonly string _directory;
    readonly long _sizeLimit;
    readonly TimeProvider _time;
    readonly Lock _lock = new();
    readonly ConcurrentDictionary<Digest, HostFile> _verified = [];
    readonly object[] _gates = [.. Enumerable.Range(0, 64).Select(_ => new object())];
    byte[]? _secret;
    long _size;
    int _uncounted = EntriesPerCount;

    /// <summary>Uses a folder.</summary>
    /// <param name="directory">The folder, which is made when something is kept. Nobody but this user can read what is kept there.</param>
    /// <param name="sizeLimit">How many bytes all entries may have together. A larger entry is not kept.</param>
    /// <param name="time">Tells when an entry was used; null for the clock of the system. No content depends on it.</param>
    /// <param name="allowForeignWriters">Whether a folder is used that other users may write. Default false.</param>
    /// <exception cref="FileAccessException">Other users may write the folder (TB6004).</exception>
    public ContentCache(string directory, long sizeLimit = DefaultSizeLimit, TimeProvider? time = null, bool allowForeignWriters = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentOutOfRangeException.ThrowIfNegative(sizeLimit);
        if (!allowForeignWriters)
        {
            PrivateFiles.RefuseForeignWriters(directory);
        }

        _directory = Path.GetFullPath(directory);
        _sizeLimit = sizeLimit;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Looks an entry up, and verifies it where that has not been done.</summary>
    /// <param name="key">A digest of everything that the content depends on.</param>
    /// <param name="cancellationToken">Stops verifying.</param>
    /// <returns>What was kept, or null when there is nothing that can be used.</returns>
    public BlobSource? Find(Digest key, CancellationToken cancellationToken = default)
    {
        try
        {
            return Open(key) is { } file ? Take(key, file, IsKnown(key, file) || CacheEntry.Verify(file, key, Secret(), cancellationToken)) : null;
        }
        catch (Exception exception) when (IsTroubleOfDisk(exception))
        {
            return null; // Deleted by another process meanwhile, or unreadable: the content is made again.
        }
    }

    /// <summary>Looks an entry up, which threads of a budget verify where that has not been done.</summary>
    /// <inheritdoc cref="Find"/>
    internal async ValueTask<BlobSource?> FindAsync(Digest key, WorkBudget budget, CancellationToken cancellationToken)
    {
        try
        {
            return Open(key) is { } file
                ? Take(key, file, IsKnown(key, file) || await CacheEntry.VerifyAsync(file, key, Secret(), budget, cancellationToken).ConfigureAwait(false))
                : null;
        }
        catch (Exception exception) when (IsTroubleOfDisk(exception))
        {
            return null; // As above.
        }
    }

    /// <summary>Keeps something.</summary>
    /// <param name="key">A digest of everything that the content depends on.</param>
    /// <param name="content">The content.</param>
    /// <param name="cancellationToken">Stops the write, and leaves nothing behind.</param>
    /// <returns>Whether it is kept.</returns>
    public bool Keep(Digest key, BlobSource content, CancellationToken cancellationToken = default)
    {
        var size = CacheEntry.HeadSize + content.Length;
        if (size > _sizeLimit)
        {
            return false;
        }

        try
        {
            PrivateFiles.CreateFolder(_directory);
            Write(key, content, cancellationToken);
            Count(size, PathOf(key));
            return true;
        }
        catch (Exception exception) when (IsTroubleOfDisk(exception))
        {
            return false; // A full or read-only disk: the content was made, only the next time it has to be made again.
        }
    }

    /// <summary>Looks an entry up; where there is none, waits for its turn to make it, or for another who makes it.</summary>
    /// <param name="key">A digest of everything that the content depends on.</param>
    /// <param name="budget">Whose threads verify it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>To be disposed when what was made has been kept, or could not be made. Within a turn, no other turn is waited for.</returns>
    internal async ValueTask<CacheTurn> TakeTurnAsync(Digest key, WorkBudget budget, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var looked = HostFile.Find(path);
            if (await FindAsync(key, budget, cancellationToken).ConfigureAwait(false) is { } found)
            {
                return new CacheTurn(this, key, found, null);
            }

            // An entry that is there all the same cannot be read, and is made again: only another one is worth a look.
            EntryLock? held;
            try
            {
                PrivateFiles.CreateFolder(_directory);
                PrivateFiles.CreateFolder(Path.Combine(_directory, LockFolder));
                held = await EntryLock.AcquireAsync(
                    Path.Combine(_directory, LockFolder, key.Hex[..LockDigits]), () => HostFile.Find(path) == looked, _time, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (IsTroubleOfDisk(exception))
            {
                return new CacheTurn(this, key, null, null); // Nothing can be kept there, and so nobody else has it.
            }

            if (held is not null)
            {
                try
                {
                    return new CacheTurn(this, key, await FindAsync(key, budget, cancellationToken).ConfigureAwait(false), held);
                }
                catch
                {
                    held.Dispose(); // Others would wait for it until nobody holds it any more.
                    throw;
                }
            }
        }
    }

    /// <summary>Held by the thread that makes something small, so that another one that wants the same waits for it.</summary>
    internal object GateOf(Digest key) => _gates[(uint)key.GetHashCode() % (uint)_gates.Length];

    /// <summary>Opens the file of an entry, which can then be read to its end, whoever deletes it meanwhile. Null for none, and for one that is over the limit.</summary>
    FileBlobSource? Open(Digest key)
    {
        var path = PathOf(key);
        if (!File.Exists(path))
        {
            return null;
        }

        var secret = Secret();
        var file = FileBlobSource.Hold(path, changed => CacheEntry.Verify(changed, key, secret, CancellationToken.None));
        if (file.Length <= _sizeLimit)
        {
            return file;
        }

        file.CloseFiles();
        return null;
    }

    bool IsKnown(Digest key, FileBlobSource file) => _verified.TryGetValue(key, out var known) && known == file.File;

    /// <summary>The content of an entry that is sound. Another one is deleted.</summary>
    BlobSource? Take(Digest key, FileBlobSource file, bool isSound)
    {
        if (!isSound)
        {
            file.CloseFiles();
            File.Delete(PathOf(key));
            return null;
        }

        _verified[key] = file.File;
        File.SetLastAccessTimeUtc(PathOf(key), _time.GetUtcNow().UtcDateTime);
        return CacheEntry.ContentOf(file);
    }

    byte[] Secret()
    {
        lock (_lock)
        {
            return _secret ??= CacheKey.Open(_directory);
        }
    }

    void Write(Digest key, BlobSource content, CancellationToken cancellationToken)
    {
        using var file = PrivateFiles.CreateTemporary(_directory, $"{key.Hex}.", PartialSuffix);
        var isKept = false;
        try
        {
            AbandonedFiles.RemoveOnce($"*{PartialSuffix}", file.Name);

            // Not forced to the disk: the code finds what the crash of a machine leaves.
            CacheEntry.Write(file, key, content, Secret(), cancellationToken);

            // It is known as it was made here, before others see it, and what is written into it later has another time, however coarsely that is measured.
            File.SetLastWriteTimeUtc(file.SafeFileHandle, File.GetLastWriteTimeUtc(file.SafeFileHandle) - Aging);
            var made = HostFile.Of(file.SafeFileHandle);
            if (OperatingSystem.IsWindows())
            {
                file.Dispose();
            }

            File.Move(file.Name, PathOf(key), overwrite: true);
            isKept = true;
            _verified[key] = made;
        }
        finally
        {
            file.Dispose();
            if (!isKept)
            {
                File.Delete(file.Name);
            }
        }
    }

    /// <summary>Notes a new entry, and deletes others when all together may be over the limit.</summary>
    void Count(long size, string newest)
    {
        lock (_lock)
        {
            _size += size;
            if (_size > _sizeLimit || ++_uncounted >= EntriesPerCount)
            {
                _uncounted = 0;
                _size = Evict(newest);
            }
        }
    }

    /// <summary>Deletes what is over the limit.</summary>
    /// <returns>The bytes of all that is left.</returns>
    long Evict(string newest)
    {
        var entries = new DirectoryInfo(_directory).EnumerateFiles($"*{EntrySuffix}").Where(file => file.Exists)
            .OrderByDescending(file => file.FullName == newest).ThenByDescending(file => file.LastAccessTimeUtc);
        var size = 0L;
        foreach (var file in entries)
        {
            if (size + file.Length <= _sizeLimit || !TryDelete(file))
            {
                size += file.Length;
            }
        }

        return size;
    }

    static bool TryDelete(FileInfo file)
    {
        try
        {
            file.Delete();
            return true;
        }
        catch (Exception exception) when (IsTroubleOfDisk(exception))
        {
            return false; // It belongs to another user, for example.
        }
    }

    string PathOf(Digest key) => Path.Combine(_directory, key.Hex + EntrySuffix);

    static bool IsTroubleOfDisk(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or FileAccessException or ContentMismatchException;
}
