using TalosBoot.Core.Caching;

namespace TalosBoot.Oci.Caching;

/// <summary>Keeps a cache within its size, and free of downloads that nobody goes on with.</summary>
internal sealed class BlobCacheTrimming(BlobCacheFolder folder, BlobCacheOptions options)
{
    /// <summary>Notes that a blob was used now. Its file tells when that was.</summary>
    public void NoteUse(string path)
    {
        if (options.MaximumSize is null)
        {
            return;
        }

        try
        {
            File.SetLastAccessTimeUtc(path, options.TimeProvider.GetUtcNow().UtcDateTime);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another process has deleted it, or the folder can only be read. Whoever has the blob open can go on.
            Log.NotNoted(options.Logger, path, exception.Message);
        }
    }

    /// <summary>Deletes downloads that were given up.</summary>
    public void DeleteOldPartials()
    {
        var oldest = options.TimeProvider.GetUtcNow() - options.PartialLifetime;
        foreach (var partial in Files("*" + BlobCacheFolder.PartialSuffix).Where(file => file.LastWriteTimeUtc < oldest))
        {
            TryDelete(partial, "nobody went on with it");
        }
    }

    /// <summary>
    /// Deletes what is over the limit, that which was not used for the longest time first. What this process may still read stays, and is what makes room the
    /// next time.
    /// </summary>
    /// <param name="newest">The blob that has just come in, which stays in any case.</param>
    public void Trim(string newest)
    {
        if (options.MaximumSize is not { } limit)
        {
            return;
        }

        var blobs = Files("*").Where(file => file.Extension.Length == 0).Select(Measure).OfType<(FileInfo File, long Length, DateTime Used)>()
            .OrderBy(blob => blob.Used).ToArray();
        var excess = blobs.Sum(blob => blob.Length) - limit;
        foreach (var (file, length, _) in blobs.Where(blob => blob.File.FullName != newest).TakeWhile(_ => excess > 0))
        {
            excess -= TryDelete(file, "the cache is full") ? length : 0;
        }
    }

    /// <summary>A file with its length and time, or null when another process has deleted it.</summary>
    static (FileInfo File, long Length, DateTime Used)? Measure(FileInfo file)
    {
        try
        {
            return (file, file.Length, file.LastAccessTimeUtc);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    IEnumerable<FileInfo> Files(string pattern) =>
        new DirectoryInfo(folder.Blobs).EnumerateFiles(pattern).Where(file => file.Name.Length >= BlobCacheFolder.BlobNameLength);

    /// <summary>Deletes a file that nobody is writing, and nobody in this process reads. Another process that has it open can go on reading.</summary>
    bool TryDelete(FileInfo file, string reason)
    {
        using var held = EntryLock.TryAcquire(folder.Lock(file.Name));
        if (held is null)
        {
            return false;
        }

        try
        {
            if (!BlobsInUse.TryDelete(file))
            {
                return false;
            }

            Log.Deleted(options.Logger, file.Name, reason);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.NotDeleted(options.Logger, file.Name, exception.Message);
            return false;
        }
    }
}
