using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.ImageCaches;

/// <summary>The tree of a new image cache. What is there already, by its digest, is kept.</summary>
internal sealed class CacheContents
{
    readonly ContainerImageLimits _limits;
    readonly Dictionary<string, (Digest Digest, bool IsImplied)> _tags = new(StringComparer.Ordinal);
    long _documentLength;

    public CacheContents(ContainerImageLimits limits)
    {
        _limits = limits;
        Tree.EnsureDirectory(CachePaths.Blobs);
        Tree.EnsureDirectory(CachePaths.Manifests);
    }

    public FileTree Tree { get; } = new();

    public bool Has(string path) => Tree.Find(path) is RegularFile;

    public void AddFolder(string path, string subject) => Place(path, subject, () => Tree.EnsureDirectory(path));

    /// <summary>Puts a manifest or index under its digest.</summary>
    public void AddManifest(string folder, Digest digest, ReadOnlyMemory<byte> bytes, string subject) =>
        AddDocument(CachePaths.ByDigest(folder, digest), bytes, subject);

    public void AddConfig(Digest digest, ReadOnlyMemory<byte> bytes, string subject) => AddDocument(CachePaths.Blob(digest), bytes, subject);

    public void AddBlob(Digest digest, BlobSource content, string subject) => Set(CachePaths.Blob(digest), content, subject);

    /// <summary>
    /// Gives a manifest that is there a tag. One that the user did not write, but upstream's tools imply, makes way for any other.
    /// </summary>
    public void AddTag(string folder, string tag, bool isImplied, Digest digest, string subject)
    {
        var path = CachePaths.ByTag(folder, tag);
        if (_tags.TryGetValue(path, out var earlier) && !earlier.IsImplied)
        {
            if (isImplied || earlier.Digest == digest)
            {
                return;
            }

            throw Conflict(subject, $"the tag \"{tag}\" would stand for {digest}, and stands for {earlier.Digest}. Put one of them into the cache.");
        }

        _tags[path] = (digest, isImplied);
        Set(path, ((RegularFile)Tree.Find(CachePaths.ByDigest(folder, digest))!).Content, subject);
    }

    void AddDocument(string path, ReadOnlyMemory<byte> bytes, string subject)
    {
        if (Has(path))
        {
            return;
        }

        _documentLength += bytes.Length;
        if (_documentLength > _limits.Archive.MaximumMetadataLength)
        {
            throw new RegistryException(
                DiagnosticIds.ImageOverLimit, subject,
                $"the manifests and configurations of the cache have more than {_limits.Archive.MaximumMetadataLength} bytes. Put fewer images into it.");
        }

        Set(path, BlobSource.FromBytes(bytes), subject);
    }

    void Set(string path, BlobSource content, string subject)
    {
        if (Tree.Find(path) is DirectoryNode)
        {
            throw Conflict(subject, $"\"{path}\" is a folder of another image.");
        }

        Place(path, subject, () => Tree.SetFile(path, content));
    }

    static void Place(string path, string subject, Action place)
    {
        try
        {
            place();
        }
        catch (InvalidOperationException exception)
        {
            throw Conflict(subject, $"\"{path}\" would lie in a file of another image: {exception.Message}");
        }
    }

    static RegistryException Conflict(string subject, string message) => new(DiagnosticIds.ImageCacheConflict, subject, message);
}
