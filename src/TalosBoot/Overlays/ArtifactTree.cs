using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Overlays;

/// <summary>The artifacts of an overlay. Symbolic links are followed within them, and never out of them.</summary>
/// <param name="tree">What lies in <c>artifacts/</c>.</param>
/// <param name="image">The overlay image, for messages.</param>
internal sealed class ArtifactTree(FileTree tree, string image)
{
    // The limit of Linux, which stops loops too.
    const int MaximumLinks = 40;
    const int MaximumDepth = 40;

    // Two links to the next folder in each of some folders make two to the power of their number. No overlay has more than some thousand files.
    const int MaximumEntries = 100_000;

    /// <summary>The files, links and folders as they are.</summary>
    public FileTree Tree => tree;

    /// <summary>A file, or the one that a link leads to.</summary>
    /// <param name="path">Names separated by slashes.</param>
    /// <exception cref="OverlayException">There is none (TB7002), or a link leads out of the artifacts or nowhere (TB7003).</exception>
    public RegularFile GetFile(string path) => Resolve(path) switch
    {
        RegularFile file => file,
        null => throw Missing(path, "is not there"),
        _ => throw Missing(path, "is no file"),
    };

    /// <summary>All files below a folder and the folders that hold them, links followed; each folder before what it holds.</summary>
    /// <param name="path">The folder; empty for all artifacts.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    /// <returns>Paths from the folder on, and what is there: files and folders only.</returns>
    /// <exception cref="OverlayException">
    /// There is no such folder (TB7002), a link leads out of the artifacts or nowhere, or there are too many files and folders (TB7003).
    /// </exception>
    public IEnumerable<(string Path, FileTreeEntry Entry)> Walk(string path, CancellationToken cancellationToken = default) => Resolve(path) switch
    {
        DirectoryNode folder => WalkFolder(path, folder, cancellationToken),
        null => throw Missing(path, "is not there"),
        _ => throw Missing(path, "is no folder"),
    };

    IEnumerable<(string Path, FileTreeEntry Entry)> WalkFolder(string path, DirectoryNode root, CancellationToken cancellationToken)
    {
        var entries = 0;
        var pending = new Stack<(string Path, int Depth)>();
        PushChildren(string.Empty, root, 0);
        while (pending.TryPop(out var current))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (++entries > MaximumEntries)
            {
                throw Refused(path, $"holds more than {MaximumEntries} files and folders where symbolic links are followed, and that is the limit");
            }

            var below = FilePath.Join(path, current.Path);
            switch (Resolve(below))
            {
                case DirectoryNode folder:
                    yield return (current.Path, folder);
                    PushChildren(current.Path, folder, current.Depth + 1);
                    break;
                case RegularFile file:
                    yield return (current.Path, file);
                    break;
                default:
                    throw Missing(below, "is no file and no folder");
            }
        }

        void PushChildren(string relative, DirectoryNode folder, int depth)
        {
            if (depth > MaximumDepth)
            {
                throw Refused(FilePath.Join(path, relative), $"lies deeper than {MaximumDepth} folders; symbolic links make a loop");
            }

            foreach (var name in folder.Children.Keys.Reverse())
            {
                pending.Push((FilePath.Join(relative, name), depth));
            }
        }
    }

    /// <summary>What a path leads to, never a link; null where there is nothing and no link on the way.</summary>
    FileTreeEntry? Resolve(string path)
    {
        var folders = new Stack<DirectoryNode>([tree.Root]);
        var pending = new Stack<string>(path.Split('/').Reverse());
        var links = 0;
        while (pending.TryPop(out var name))
        {
            switch (name)
            {
                case "" or ".":
                    continue;
                case ".." when folders.Count == 1:
                    throw Refused(path, "leads out of the artifacts");
                case "..":
                    folders.Pop();
                    continue;
            }

            if (!folders.Peek().TryGet(name, out var entry))
            {
                return links == 0 ? null : throw Refused(path, "is a symbolic link that leads nowhere");
            }

            switch (entry)
            {
                case DirectoryNode folder:
                    folders.Push(folder);
                    break;
                case SymbolicLink when ++links > MaximumLinks:
                    throw Refused(path, $"passes more than {MaximumLinks} symbolic links");
                case SymbolicLink link when link.Target.StartsWith('/'):
                    throw Refused(path, $"is a symbolic link to {link.Target}, which leads out of the artifacts");
                case SymbolicLink link:
                    foreach (var part in link.Target.Split('/').Reverse())
                    {
                        pending.Push(part);
                    }

                    break;
                default:
                    return pending.Count == 0 ? entry : null;
            }
        }

        return folders.Peek();
    }

    OverlayException Missing(string path, string what) => new(
        DiagnosticIds.OverlayArtifactMissing, image, null, $"artifacts/{path} {what}. Check the name of the overlay and the release of its image.");

    OverlayException Refused(string path, string what) => new(
        DiagnosticIds.OverlayLinkRefused, image, null, $"artifacts/{path} {what}. The image is damaged or hostile: do not use it.");
}
