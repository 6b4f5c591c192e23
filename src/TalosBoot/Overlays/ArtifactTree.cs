using TalosBoot.Archives;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Overlays;

/// <summary>The artifacts of an overlay. Symbolic links are followed within them, and never out of them.</summary>
/// <param name="tree">What lies in <c>artifacts/</c>.</param>
/// <param name="image">The overlay image, for messages.</param>
internal sealed class ArtifactTree(FileTree tree, string image)
{
    // No overlay has more than some thousand files, or than some hundred MiB.
    static readonly ArchiveLimits Limits = ArchiveLimits.Default with { MaximumEntries = 100_000, MaximumDepth = 40, MaximumTotalSize = 4L << 30 };

    /// <summary>The files, links and folders as they are.</summary>
    public FileTree Tree => tree;

    /// <summary>A file, or the one that a link leads to.</summary>
    /// <param name="path">Names separated by slashes.</param>
    /// <exception cref="OverlayException">There is none (TB7002), or a link leads out of the artifacts or nowhere (TB7003).</exception>
    public RegularFile GetFile(string path) => Resolve(path).Entry switch
    {
        RegularFile file => file,
        null => throw Missing(path, "is not there"),
        _ => throw NoFile(path),
    };

    /// <summary>All files below a folder and the folders that hold them, links followed; each folder before what it holds.</summary>
    /// <param name="path">The folder; empty for all artifacts.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    /// <returns>Paths from the folder on, and what is there: files and folders only.</returns>
    /// <exception cref="OverlayException">
    /// There is no such folder (TB7002), a link leads out of the artifacts or nowhere, or there are too many or too large files and folders (TB7003).
    /// </exception>
    public IEnumerable<LinkedEntry> Walk(string path, CancellationToken cancellationToken) => Resolve(path) switch
    {
        { Entry: DirectoryNode } folder => WalkFolder(path, folder, cancellationToken),
        { Entry: null } => throw Missing(path, "is not there"),
        _ => throw Missing(path, "is no folder"),
    };

    /// <summary>Tells that something is no file.</summary>
    public OverlayException NoFile(string path) => Missing(path, "is no file");

    IEnumerable<LinkedEntry> WalkFolder(string path, ResolvedPath folder, CancellationToken cancellationToken)
    {
        foreach (var item in new LinkedWalk(Limits, Refused, cancellationToken).Walk(path, folder))
        {
            var below = FilePath.Join(path, item.Path);
            if (item.Link is { } link)
            {
                Check(below, link);
            }

            yield return item.Entry is DirectoryNode or RegularFile ? item : throw Missing(below, "is no file and no folder");
        }
    }

    /// <summary>What a path leads to; nothing where there is nothing and no link on the way.</summary>
    ResolvedPath Resolve(string path)
    {
        var found = LinkResolver.Find(new TreePlace(tree.Root), path);
        Check(path, found);
        return found;
    }

    void Check(string path, ResolvedPath found)
    {
        var problem = found switch
        {
            { LeavesTree: true } => "leads out of the artifacts.",
            { Entry: not null } or { Links: 0 } => null,
            { Links: > LinkResolver.MaximumLinks } => $"passes more than {LinkResolver.MaximumLinks} symbolic links.",
            _ => "is a symbolic link that leads nowhere.",
        };
        if (problem is not null)
        {
            throw Refused(path, problem);
        }
    }

    OverlayException Missing(string path, string what) => new(
        DiagnosticIds.OverlayArtifactMissing, image, null, $"artifacts/{path} {what}. Check the name of the overlay and the release of its image.");

    OverlayException Refused(string path, string problem) => new(
        DiagnosticIds.OverlayLinkRefused, image, null, $"artifacts/{path} {problem} The image is damaged or hostile: do not use it.");
}
