using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Archives.Cpio;

/// <summary>
/// Reads cpio archives in the "newc" format as the kernel does: several may follow each other, with NULs between them, a later record takes
/// the place of an earlier one, and hard links are records of one inode (docs/formats/initramfs.md). Contents are parts of the source: nothing is copied.
/// </summary>
public static class CpioReader
{
    internal const string FormatName = "cpio";

    /// <summary>The records, in order, without the trailers.</summary>
    /// <param name="source">The archives, not compressed.</param>
    /// <param name="limits">The limits; null for the defaults.</param>
    /// <param name="cancellationToken">Checked for every record.</param>
    /// <exception cref="ImageFormatException">
    /// While enumerating: no archive, or something else behind one (TB4101), a damaged field (TB4102), a path that leaves the tree (TB4103), an
    /// unknown kind of entry (TB4105), a cut archive (TB4001), or more than the limits allow (TB4002).
    /// </exception>
    public static IEnumerable<CpioEntry> ReadEntries(
        BlobSource source, ArchiveLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new CpioRecordReader(source, limits ?? ArchiveLimits.Default, toleratesOtherData: false, cancellationToken).Read();
    }

    /// <summary>Reads archives into one tree. Directories that are missing are made, with mode 0755.</summary>
    /// <param name="source">The archives, not compressed.</param>
    /// <param name="limits">The limits; null for the defaults.</param>
    /// <param name="cancellationToken">Checked for every record.</param>
    /// <exception cref="ImageFormatException">As for <see cref="ReadEntries"/>.</exception>
    public static FileTree ReadTree(BlobSource source, ArchiveLimits? limits = null, CancellationToken cancellationToken = default)
    {
        var tree = new ArchiveTree(new FileTree(), FormatName, limits ?? ArchiveLimits.Default);
        var links = new CpioLinks(tree);
        foreach (var record in ReadEntries(source, limits, cancellationToken))
        {
            tree.Put(record.Path, record.Entry, record.ByteOffset);
            links.Note(record);
        }

        links.Join();
        return tree.Tree;
    }

    /// <summary>
    /// Where the archives at the start of an initramfs end: the offset of the first byte behind them, and the NULs that follow them, that belongs
    /// to something else, such as a compressed segment. The length of the source when there is nothing else; 0 when it does not start with an archive.
    /// </summary>
    /// <param name="source">The initramfs.</param>
    /// <param name="limits">The limits; null for the defaults.</param>
    /// <param name="cancellationToken">Checked for every record.</param>
    /// <exception cref="ImageFormatException">As for <see cref="ReadEntries"/>.</exception>
    public static long MeasureLeadingArchives(BlobSource source, ArchiveLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var reader = new CpioRecordReader(source, limits ?? ArchiveLimits.Default, toleratesOtherData: true, cancellationToken);
        foreach (var _ in reader.Read())
        {
            // Reading is what moves the end forward.
        }

        return reader.End;
    }
}
