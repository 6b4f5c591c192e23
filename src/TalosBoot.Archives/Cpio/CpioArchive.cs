using TalosBoot.Archives.Cpio.OnDisk;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Archives.Cpio;

/// <summary>
/// Plans cpio archives in the "newc" format, byte for byte as GNU cpio 2.13 writes them with <c>-H newc --reproducible -R +0:+0</c>:
/// everything belongs to root, inode numbers count from 0, and the archive is filled to a multiple of 512 bytes (docs/formats/initramfs.md).
/// </summary>
public static class CpioArchive
{
    internal const string TrailerName = "TRAILER!!!";
    internal const int RecordAlignment = 4;
    const int ArchiveAlignment = 512;

    /// <summary>
    /// Plans an archive of what a tree holds: depth first, each directory before its content, siblings in byte order, the root itself left out.
    /// Nothing is read or copied. Hard links, which are one entry under several names, are written together at the place of the last name.
    /// </summary>
    /// <param name="tree">The tree. It is not kept.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Checked for every entry.</param>
    /// <returns>The archive.</returns>
    /// <exception cref="LayoutException">A file of 4 GiB or more, or a time outside of 1970 to 2106 (TB5003).</exception>
    public static BlobSource Plan(FileTree tree, CpioArchiveOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tree);
        options ??= new CpioArchiveOptions();
        var builder = new SparseImageBuilder();
        var offset = 0L;
        foreach (var record in CpioRecordList.Create(tree, options, cancellationToken))
        {
            offset = Place(builder, offset, record);
        }

        offset = Place(builder, offset, new CpioRecord(TrailerName, new CpioHeader { LinkCount = 1 }, BlobSource.FromBytes(default)));
        return builder.Build(Alignment.Up(offset, ArchiveAlignment));
    }

    static long Place(SparseImageBuilder builder, long offset, CpioRecord record)
    {
        var name = FileNames.Encode(record.Path);
        var nameSize = name.Length + 1;
        var head = new byte[Alignment.Up(CpioHeader.Size + nameSize, RecordAlignment)];
        (record.Header with { NameSize = (uint)nameSize, FileSize = SizeOf(record) }).Write(head);
        name.CopyTo(head, CpioHeader.Size);
        builder.Place(offset, head, $"header of {record.Path}");
        offset += head.Length;
        builder.Place(offset, record.Data, record.Path);
        return Alignment.Up(offset + record.Data.Length, RecordAlignment);
    }

    static uint SizeOf(CpioRecord record) => record.Data.Length <= uint.MaxValue
        ? (uint)record.Data.Length
        : throw new LayoutException(
            DiagnosticIds.FieldOverflow, record.Path, record.Data.Length, uint.MaxValue,
            "a file in a cpio archive cannot be 4 GiB or more. Make it smaller, or split it.");
}
