using System.Runtime.CompilerServices;
using TalosBoot.Core.Content.Files;

namespace TalosBoot.Oci.Caching;

/// <summary>
/// The blobs that somebody in this process may still read, of all caches of the process: a blob is opened only when it is read, and must still be there then.
/// Thread-safe.
/// </summary>
internal static class BlobsInUse
{
    const int FewestToLookThrough = 256;

    static readonly Lock Gate = new();

    // All sources of a blob share an object, which lives as long as one of them.
    static readonly ConditionalWeakTable<FileBlobSource, object> Holds = [];
    static readonly Dictionary<string, WeakReference<object>> Known = [];
    static int Limit = FewestToLookThrough;

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

            if (!(Known.TryGetValue(path, out var known) && known.TryGetTarget(out var hold)))
            {
                ForgetUnused();
                hold = new object();
                Known[path] = new WeakReference<object>(hold);
            }

            Holds.Add(blob, hold);
            return blob;
        }
    }

    /// <summary>Deletes a file, unless it is a blob that somebody may still read.</summary>
    public static bool TryDelete(FileInfo file)
    {
        lock (Gate)
        {
            if (Known.TryGetValue(file.FullName, out var known) && known.TryGetTarget(out _))
            {
                return false;
            }

            file.Delete();
            Known.Remove(file.FullName);
            return true;
        }
    }

    /// <summary>Forgets the blobs that nobody has any more, when there are twice as many as were left the last time.</summary>
    static void ForgetUnused()
    {
        if (Known.Count < Limit)
        {
            return;
        }

        foreach (var path in Known.Where(known => !known.Value.TryGetTarget(out _)).Select(known => known.Key).ToList())
        {
            Known.Remove(path);
        }

        Limit = Math.Max(FewestToLookThrough, 2 * Known.Count);
    }
}
