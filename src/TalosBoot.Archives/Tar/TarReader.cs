using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Archives.Tar;

/// <summary>
/// Reads tar archives that can be read at any place: Seventh Edition, USTAR, PAX with local and global headers, and GNU with long names, large
/// numbers and sparse files; extended attributes in both forms that are in use. Contents are parts of the source: nothing is copied.
/// </summary>
public static class TarReader
{
    internal const string FormatName = "tar";

    /// <summary>The members, in order.</summary>
    /// <param name="source">The archive, not compressed.</param>
    /// <param name="limits">The limits; null for the defaults.</param>
    /// <param name="cancellationToken">Checked for every member.</param>
    /// <exception cref="ImageFormatException">
    /// While enumerating: no archive (TB4101), a damaged field (TB4102), a path that leaves the tree (TB4103), an unknown kind of member
    /// (TB4105), a cut archive (TB4001), or more than the limits allow (TB4002).
    /// </exception>
    public static IEnumerable<TarEntry> ReadEntries(BlobSource source, ArchiveLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        limits ??= ArchiveLimits.Default;
        return new TarMemberReader(source, limits, cancellationToken).Read().Select(member => member.ToEntry(limits));
    }

    /// <summary>
    /// Reads an archive into a tree. Directories that are missing are made, with mode 0755; a later member takes the place of an earlier one; hard
    /// links may come before the member that they lead to.
    /// </summary>
    /// <param name="source">The archive, not compressed.</param>
    /// <param name="limits">The limits; null for the defaults.</param>
    /// <param name="cancellationToken">Checked for every member.</param>
    /// <exception cref="ImageFormatException">As for <see cref="ReadEntries"/>, and a hard link that leads to nothing (TB4104).</exception>
    public static FileTree ReadTree(BlobSource source, ArchiveLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        limits ??= ArchiveLimits.Default;
        var unpacking = new TarUnpacking(new ArchiveTree(new FileTree(), FormatName, limits), limits);
        foreach (var member in new TarMemberReader(source, limits, cancellationToken).Read())
        {
            unpacking.Add(member.CleanPath(limits), member);
        }

        unpacking.ResolveLinks();
        return unpacking.Tree.Tree;
    }

    internal static ImageFormatException LoneZeroBlock(long offset) => new(
        DiagnosticIds.ArchiveFieldInvalid, FormatName, offset, "something follows on a single block of zeros, and two end an archive. The archive is damaged.");
}
