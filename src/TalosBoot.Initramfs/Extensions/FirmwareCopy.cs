using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>Copies firmware as if links were what they lead to.</summary>
/// <param name="rootFs">The root file system of the extension.</param>
/// <param name="source">Where the extension came from, for messages.</param>
/// <param name="target">The tree that gets it, at its path.</param>
/// <param name="cancellationToken">Checked for every entry.</param>
internal sealed class FirmwareCopy(FileTree rootFs, string source, FileTree target, CancellationToken cancellationToken)
{
    /// <summary>The most entries that are made: a few links that lead to one another make more than any machine could hold.</summary>
    public const int MaximumEntries = 1_000_000;

    /// <summary>The most bytes of all paths together. Those of linux-firmware have less than 1 MiB.</summary>
    public const long MaximumPathBytes = 256L << 20;

    const int MaximumDepth = 40;
    const int PermissionBits = 0x1FF;

    int _entries;
    long _pathBytes;

    /// <summary>Copies a file or folder. Folders on the way get its mode.</summary>
    /// <param name="path">Its path, without a slash in front.</param>
    /// <exception cref="ExtensionException">A link leads to nothing (TB3007), or there is too much (TB4002).</exception>
    public void Copy(string path)
    {
        var copy = CopyOf(path, LinkResolver.Resolve(rootFs, path), depth: 0);
        if (copy is DirectoryNode)
        {
            var current = string.Empty;
            foreach (var name in path.Split('/')[..^1])
            {
                current = FilePath.Join(current, name);
                target.Set(current, new DirectoryNode(copy.Metadata));
            }
        }

        target.Set(path, copy);
    }

    FileTreeEntry CopyOf(string path, FileTreeEntry? entry, int depth)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (depth > MaximumDepth)
        {
            throw Failure(path, $"folders and links lead more than {MaximumDepth} levels deep. Drop the link that leads back.");
        }

        Count(path, path.Length);
        switch (entry)
        {
            case DirectoryNode directory:
                var copy = new DirectoryNode(Kept(directory.Metadata));
                foreach (var (name, child) in directory.Children)
                {
                    var childPath = FilePath.Join(path, name);
                    copy.Set(name, CopyOf(childPath, child is SymbolicLink ? Follow(childPath) : child, depth + 1));
                }

                return copy;
            case RegularFile file:
                return new RegularFile(file.Content, Kept(file.Metadata));
            default:
                throw Failure(
                    path, $"stat {path}: no such file or directory: the symbolic link leads to nothing in the extension. Ship the file, or drop the link.");
        }
    }

    // To find out where a link leads takes as long as its text is, and those of the links behind it: it counts as the longest path.
    FileTreeEntry? Follow(string path)
    {
        Count(path, FilePath.MaximumLength);
        return LinkResolver.Resolve(rootFs, path);
    }

    void Count(string path, int pathBytes)
    {
        _entries++;
        _pathBytes += pathBytes;
        if (_entries > MaximumEntries)
        {
            throw OverLimit(
                path, $"with links replaced by what they lead to, there are {_entries} files and folders of firmware; the limit is {MaximumEntries}.");
        }

        if (_pathBytes > MaximumPathBytes)
        {
            throw OverLimit(
                path, $"with links replaced by what they lead to, the paths of firmware have {_pathBytes} bytes together; the limit is {MaximumPathBytes}.");
        }
    }

    static FileMetadata Kept(FileMetadata metadata) => new() { Mode = metadata.Mode & PermissionBits, ModifiedAt = metadata.ModifiedAt };

    ExtensionException Failure(string path, string message) => new(DiagnosticIds.ExtensionFirmwareLink, source, path, message);

    ExtensionException OverLimit(string path, string message) =>
        new(DiagnosticIds.LimitExceeded, source, path, $"{message} Drop links that lead to folders.");
}
