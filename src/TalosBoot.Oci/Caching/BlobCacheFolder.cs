using TalosBoot.Core.Content;
using TalosBoot.Core.Content.Files;

namespace TalosBoot.Oci.Caching;

/// <summary>Where a cache keeps what: blobs as an OCI layout does, unfinished ones beside them, and files that are only there to be locked.</summary>
internal sealed class BlobCacheFolder
{
    public const string PartialSuffix = ".partial";

    public const int BlobNameLength = 64;

    // Enough that two blobs hardly ever share a lock, and few enough to leave the files where they are.
    const int LockDigits = 3;

    BlobCacheFolder(string path)
    {
        Path = path;
        Blobs = System.IO.Path.Combine(path, "blobs", "sha256");
        Locks = System.IO.Path.Combine(path, "locks");
    }

    public string Path { get; }

    /// <summary>The folder of the blobs.</summary>
    public string Blobs { get; }

    string Locks { get; }

    /// <summary>Opens a folder, which is made when it is missing.</summary>
    public static BlobCacheFolder Create(string path, bool allowForeignWriters)
    {
        if (!allowForeignWriters)
        {
            PrivateFiles.RefuseForeignWriters(path);
        }

        var folder = new BlobCacheFolder(System.IO.Path.GetFullPath(path));

        // One after the other, since the mode is that of the last folder only.
        foreach (var part in new[] { folder.Path, System.IO.Path.GetDirectoryName(folder.Blobs)!, folder.Blobs, folder.Locks })
        {
            PrivateFiles.CreateFolder(part);
        }

        return folder;
    }

    public string Blob(Digest digest) => System.IO.Path.Combine(Blobs, digest.Hex);

    public string Partial(Digest digest) => Blob(digest) + PartialSuffix;

    /// <summary>
    /// The file whose lock its holder needs to write or delete a blob. It is never deleted or renamed: a lock of a file that has lost its name would keep
    /// nobody away. That is also why it is not the unfinished blob itself.
    /// </summary>
    public string Lock(Digest digest) => Lock(digest.Hex);

    /// <summary>The same for the file of a blob, whose name begins with the digest.</summary>
    public string Lock(string name) => System.IO.Path.Combine(Locks, name[..LockDigits]);
}
