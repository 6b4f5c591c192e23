using TalosBoot.Core.Content.Files;

namespace TalosBoot.Oci.Caching;

/// <summary>
/// The blobs that somebody in this process may still read, of all caches of the process: a blob is opened only when it is read, and must still be there then.
/// Thread-safe.
/// </summary>
internal static class BlobsInUse
{
    static readonly Lock Gate = new();
    static readonly Dictionary<string, List<WeakReference<FileBlobSource>>> Known = [];

    /// <summary>Looks for a blob. Once found it is not deleted to make room, until nobody refers to it any more.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="find">Looks at the file; null when it is not there.</param>
    public static FileBlobSource? Note(string path, Func<FileBlobSource?> find)
    {
        lock (Gate)
        {
            if (find() is not { } blob)
            {
                return null;
            }

            if (!Known.TryGetValue(path, out var sources))
            {
                Known[path] = sources = [];
            }

            sources.RemoveAll(IsGone);
            sources.Add(new WeakReference<FileBlobSource>(blob));
            return blob;
        }
    }

    /// <summary>Deletes a file, unless it is a blob that somebody may still read.</summary>
    public static bool TryDelete(FileInfo file)
    {
        lock (Gate)
        {
            if (Known.TryGetValue(file.FullName, out var sources) && !sources.TrueForAll(IsGone))
            {
                return false;
            }

            file.Delete();
            Known.Remove(file.FullName);
            return true;
        }
    }

    static bool IsGone(WeakReference<FileBlobSource> source) => !source.TryGetTarget(out _);
}
