using TalosBoot.Archives;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Initramfs.KernelModules.Reading;

/// <summary>Walks a directory of kernel modules as if links were what they lead to.</summary>
internal static class ModuleWalk
{
    // Module trees have less than ten levels.
    static readonly ArchiveLimits Limits = ArchiveLimits.Default with { MaximumDepth = 64 };

    /// <summary>All entries below the directory. A link that leads nowhere is given as it is.</summary>
    /// <param name="tree">The tree that links are followed in.</param>
    /// <param name="path">The directory.</param>
    /// <param name="source">Whose tree it is, for messages.</param>
    /// <param name="isSkipped">Which names are left out, with all below them.</param>
    /// <param name="cancellationToken">Checked for every entry.</param>
    /// <exception cref="ExtensionException">It is nested too deep, or too large (TB3024).</exception>
    public static IEnumerable<LinkedEntry> Walk(
        FileTree tree, string path, string source, Func<string, bool> isSkipped, CancellationToken cancellationToken) =>
        new LinkedWalk(Limits, (place, problem) => ModuleLimit.Exceeded(source, place, $"{problem} The extension is damaged or hostile."), cancellationToken)
        {
            IsSkipped = isSkipped,
        }
        .Walk(path, LinkResolver.Find(new TreePlace(tree.Root), path));
}
