using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Initramfs.KernelModules.Reading;

/// <summary>Walks a directory as if links were what they lead to.</summary>
/// <param name="tree">The tree that links are followed in.</param>
/// <param name="source">Whose tree it is, for messages.</param>
internal sealed class LinkedWalk(FileTree tree, string source)
{
    /// <summary>The deepest nesting that is followed. Module trees have less than ten levels.</summary>
    public const int MaximumDepth = 64;

    /// <summary>The most entries that are visited.</summary>
    public const int MaximumEntries = 1_000_000;

    int _entries;

    /// <summary>
    /// All entries below a directory, each directory before what it holds, in byte order of the names. A link that leads nowhere is given
    /// as it is.
    /// </summary>
    /// <param name="path">The directory.</param>
    /// <param name="isSkipped">Which names are left out, with all below them.</param>
    /// <exception cref="ExtensionException">It is nested too deep, or too large (TB3024).</exception>
    public IEnumerable<(string RelativePath, FileTreeEntry Entry)> Walk(string path, Func<string, bool> isSkipped) =>
        LinkResolver.Resolve(tree, path) is DirectoryNode directory ? Walk(path, string.Empty, directory, isSkipped, 1) : [];

    IEnumerable<(string RelativePath, FileTreeEntry Entry)> Walk(
        string path, string relativePath, DirectoryNode directory, Func<string, bool> isSkipped, int depth)
    {
        if (depth > MaximumDepth)
        {
            throw ModuleLimit.Exceeded(
                source, path, $"directories nest deeper than {MaximumDepth} levels. Does a link lead to a directory above it?");
        }

        foreach (var (name, child) in directory.Children)
        {
            if (isSkipped(name))
            {
                continue;
            }

            if (++_entries > MaximumEntries)
            {
                throw ModuleLimit.Exceeded(
                    source, path, $"there are more than {MaximumEntries} files. The extension is damaged or hostile.");
            }

            var childPath = FilePath.Join(path, name);
            var childRelativePath = FilePath.Join(relativePath, name);
            var entry = child is SymbolicLink ? LinkResolver.Resolve(tree, childPath) ?? child : child;
            yield return (childRelativePath, entry);
            if (entry is DirectoryNode childDirectory)
            {
                foreach (var below in Walk(childPath, childRelativePath, childDirectory, isSkipped, depth + 1))
                {
                    yield return below;
                }
            }
        }
    }
}
