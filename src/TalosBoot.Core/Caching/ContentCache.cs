using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Core.Caching;

/// <summary>
/// Remembers in a folder what work has made, by a digest of everything that the result depends on. Several engines and processes may use one
/// folder; it may be deleted at any time.
/// </summary>
/// <remarks>
/// <para>An entry is a file, named by its key. It is written under another name and renamed when it is complete, so that a process that dies leaves
/// no half entry. It carries a checksum, which is verified whenever it is read; a damaged entry is deleted, and made again.</para>
/// <para>After each new entry, those that were not used for the longest time are deleted until all together are within the limit. What a failing
/// disk does to entries costs time only: the work is done as if there were no cache.</para>
/// </remarks>
public sealed class ContentCache
{
    /// <summary>How many bytes all entries may have together, unless another number is given: 4 GiB, which is about 150 large extensions.</summary>
    public const long DefaultSizeLimit = 4L << 30;

    const string EntrySuffix = ".entry";
    const string PartialSuffix = ".partial";
    static readonly TimeSpan AbandonedAfter = TimeSpan.FromDays(1);

    readonly string _directory;
    readonly long _sizeLimit;
    readonly TimeProvider _time;

    /// <summary>Uses a folder.</summary>
    /// <param name="directory">The folder, which is made when something is kept. Nobody but this user can read what is kept there.</param>
    /// <param name="sizeLimit">How many bytes all entries may have together. A larger entry is not kept.</param>
    /// <param name="time">Tells when an entry was used; null for the clock of the system. No content depends on it.</param>
    public ContentCache(string directory, long sizeLimit = DefaultSizeLimit, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentOutOfRangeException.ThrowIfNegative(sizeLimit);
        _directory = directory;
        _sizeLimit = sizeLimit;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Looks an entry up, and verifies it.</summary>
    /// <param name="key">A digest of everything that the content depends on.</param>
    /// <param name="cancellationToken">Stops verifying.</param>
    /// <returns>What was kept, or null when there is nothing that can be used.</returns>
    public BlobSource? Find(Digest key, CancellationToken cancellationToken = default)
    {
        var path = PathOf(key);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            if (CacheEntry.Open(BlobSource.FromFile(path), key, cancellationToken) is { } content)
            {
                File.SetLastWriteTimeUtc(path, _time.GetUtcNow().UtcDateTime);
                return content;
            }

            File.Delete(path);
            return null;
        }
        catch (Exception exception) when (IsTroubleOfDisk(exception))
        {
            return null; // Deleted by another process meanwhile, or unreadable: the content is made again.
        }
    }

    /// <summary>Keeps something.</summary>
    /// <param name="key">A digest of everything that the content depends on.</param>
    /// <param name="content">The content.</param>
    /// <param name="cancellationToken">Stops the write, and leaves nothing behind.</param>
    /// <returns>Whether it is kept.</returns>
    public bool Keep(Digest key, BlobSource content, CancellationToken cancellationToken = default)
    {
        if (CacheEntry.HeadSize + content.Length > _sizeLimit)
        {
            return false;
        }

        try
        {
            CreateDirectory();
            Write(key, content, cancellationToken);
            Evict(PathOf(key));
            return true;
        }
        catch (Exception exception) when (IsTroubleOfDisk(exception))
        {
            return false; // A full or read-only disk: the content was made, only the next time it has to be made again.
        }
    }

    void Write(Digest key, BlobSource content, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        var partial = Path.Combine(_directory, $"{key.Hex}.{Path.GetRandomFileName()}{PartialSuffix}");
        try
        {
            // Not forced to the disk: the checksum finds what the crash of a machine leaves.
            using (var file = new FileStream(partial, PrivateFile()))
            {
                CacheEntry.Write(file, key, content, cancellationToken);
            }

            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Deletes what is over the limit, and what processes that died have left.</summary>
    void Evict(string newest)
    {
        var folder = new DirectoryInfo(_directory);
        var now = _time.GetUtcNow().UtcDateTime;
        foreach (var file in folder.EnumerateFiles($"*{PartialSuffix}").Where(file => now - file.LastWriteTimeUtc > AbandonedAfter))
        {
            file.Delete();
        }

        var entries = folder.EnumerateFiles($"*{EntrySuffix}").OrderByDescending(file => file.FullName == newest).ThenByDescending(file => file.LastWriteTimeUtc);
        var size = 0L;
        foreach (var file in entries)
        {
            size += file.Length;
            if (size > _sizeLimit)
            {
                file.Delete();
            }
        }
    }

    string PathOf(Digest key) => Path.Combine(_directory, key.Hex + EntrySuffix);

    void CreateDirectory()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_directory);
        }
        else
        {
            Directory.CreateDirectory(_directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    static FileStreamOptions PrivateFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    static bool IsTroubleOfDisk(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or FileAccessException or ContentMismatchException;
}
