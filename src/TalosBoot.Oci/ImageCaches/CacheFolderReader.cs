using TalosBoot.Archives;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.ImageCaches;

/// <summary>Reads the tree of a cache from a folder. What else lies there, such as <c>lost+found</c>, is not looked at.</summary>
internal sealed class CacheFolderReader(string folder, ArchiveLimits limits)
{
    int _entries;

    public FileTree Read()
    {
        var tree = new FileTree();
        try
        {
            foreach (var name in (string[])[CachePaths.Blobs, CachePaths.Manifests])
            {
                if (new DirectoryInfo(Path.Combine(folder, name)) is { Exists: true } directory)
                {
                    tree.Root.Set(name, Read(directory, 1));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException(
                DiagnosticIds.InputNotReadable, folder, "the folder cannot be read. Check that it exists and that this user may read it.", exception);
        }

        return tree;
    }

    DirectoryNode Read(DirectoryInfo directory, int depth)
    {
        Refuse(directory, depth);
        var node = new DirectoryNode();
        foreach (var entry in directory.EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo inner)
            {
                node.Set(entry.Name, Read(inner, depth + 1));
            }
            else
            {
                Refuse(entry, depth);
                node.Set(entry.Name, new RegularFile(BlobSource.FromFile(entry.FullName)));
            }
        }

        return node;
    }

    void Refuse(FileSystemInfo entry, int depth)
    {
        if (entry.LinkTarget is not null)
        {
            throw new RegistryException(
                DiagnosticIds.ImageStoreInvalid, folder, $"\"{entry.Name}\" is a symbolic link, which would lead out of the cache. Copy the cache again.");
        }

        if (++_entries > limits.MaximumEntries || depth > limits.MaximumDepth)
        {
            throw new RegistryException(
                DiagnosticIds.ImageOverLimit, folder,
                $"the cache has more than {limits.MaximumEntries} files, or folders deeper than {limits.MaximumDepth}. It is damaged or hostile.");
        }
    }
}
