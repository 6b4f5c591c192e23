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
    /// <returns>Paths from the folder on, and what is there: files and folders only.</returns>
    /// <exception cref="OverlayException">There is no such folder (TB7002), or a link leads out of the artifacts or nowhere (TB7003).</exception>
    public IEnumerable<(string Path, FileTreeEntry Entry)> Walk(string path) => Resolve(path) switch
    {
        DirectoryNode => WalkFolder(path, string.Empty, 0),
        null => throw Missing(path, "is not there"),
        _ => throw Missing(path, "is no folder"),
    };

    IEnumerable<(string Path, FileTreeEntry Entry)> WalkFolder(string path, string relative, int depth)
    {
        if (depth > MaximumDepth)
        {
            throw Refused(path, $"lies deeper than {MaximumDepth} folders; symbolic links make a loop");
        }

        foreach (var name in ((DirectoryNode)Resolve(path)!).Children.Keys)
        {
            var below = FilePath.Join(path, name);
            var target = FilePath.Join(relative, name);
            switch (Resolve(below))
            {
                case DirectoryNode folder:
                    yield return (target, folder);
                    foreach (var inner in WalkFolder(below, target, depth + 1))
                    {
                        yield return inner;
                    }

                    break;
                case RegularFile file:
                    yield return (target, file);
                    break;
                default:
                    throw Missing(below, "is no file and no folder");
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
