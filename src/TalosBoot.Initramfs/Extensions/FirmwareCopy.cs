using TalosBoot.Archives;
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
    const int PermissionBits = 0x1FF;

    // All of linux-firmware has less than 2 GiB, and what has more is no initramfs that a machine could hold.
    static readonly ArchiveLimits Limits = ArchiveLimits.Default with { MaximumDepth = 40, MaximumTotalSize = 4L << 30 };

    /// <summary>Copies a file or folder. Folders on the way get its mode.</summary>
    /// <param name="path">Its path, without a slash in front.</param>
    /// <exception cref="ExtensionException">A link leads to nothing or too deep (TB3007), or there is too much (TB4002).</exception>
    public void Copy(string path)
    {
        var start = LinkResolver.Find(new TreePlace(rootFs.Root), path);
        var copy = CopyOf(path, start.Entry);
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
        var walk = new LinkedWalk(
            Limits, (place, problem) => Failure(DiagnosticIds.LimitExceeded, place, $"{problem} Drop links that lead to folders."), cancellationToken)
        {
            RefuseDepth = (place, problem) => Failure(DiagnosticIds.ExtensionFirmwareLink, place, $"{problem} Drop the link that leads back."),
        };
        foreach (var (below, entry, _) in walk.Walk(path, start))
        {
            var place = FilePath.Join(path, below);
            target.Set(place, CopyOf(place, entry));
        }
    }

    FileTreeEntry CopyOf(string path, FileTreeEntry? entry) => entry switch
    {
        DirectoryNode => new DirectoryNode(Kept(entry.Metadata)),
        RegularFile file => new RegularFile(file.Content, Kept(file.Metadata)),
        _ => throw Failure(
            DiagnosticIds.ExtensionFirmwareLink, path,
            $"stat {path}: no such file or directory: the symbolic link leads to nothing in the extension. Ship the file, or drop the link."),
    };

    static FileMetadata Kept(FileMetadata metadata) => new() { Mode = metadata.Mode & PermissionBits, ModifiedAt = metadata.ModifiedAt };

    ExtensionException Failure(string id, string path, string message) => new(id, source, path, message);
}
