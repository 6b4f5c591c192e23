using System.Buffers.Binary;
using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Boot.Uki;
using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Disks.Meta;
using TalosBoot.Disks.PartitionTables;
using TalosBoot.Disks.Qcow2;
using TalosBoot.Disks.Vhd;
using TalosBoot.Disks.Vhdx;
using TalosBoot.Disks.Vmdk;
using TalosBoot.FileSystems.Ext4;
using TalosBoot.FileSystems.Fat;
using TalosBoot.FileSystems.Xfs;

namespace TalosBoot.DiskImages;

/// <summary>
/// Takes whole disk images apart, those of this project and upstream's: out of any compression, archive and disk format, down to the files of
/// their partitions, the unified kernel images and the values of META.
/// </summary>
public static class DiskImageReader
{
    const string Format = "disk image";

    /// <summary>An archive in a compression, and a disk format in the archive: nothing has more around it.</summary>
    const int MostWrappings = 4;

    const int BootCodeLength = 440;

    static readonly string[] DiskExtensions = [".raw", ".qcow2", ".vhd", ".vhdx", ".vmdk", ".img"];

    /// <summary>Reads an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="spool">
    /// Where compressed images are unpacked: the result can be read until it is disposed. Zeros take no space there, and images that are not
    /// compressed as a whole need none.
    /// </param>
    /// <param name="limits">What is accepted; null for the defaults.</param>
    /// <param name="context">Is told how far the unpacking is; null for nobody.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ImageFormatException">
    /// The image, its partition table, a file system, META or a unified kernel image is damaged or is none; the exception of the reader that
    /// found it says where, from the start of what it reads. Or a limit is exceeded (TB4002).
    /// </exception>
    public static async Task<DiskImageContents> ReadAsync(
        BlobSource image, ContentSpool spool, DiskImageReadLimits? limits = null, BuildContext? context = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(spool);
        limits ??= new DiskImageReadLimits();
        var wrappings = new List<string>();
        var disk = image;
        while (await UnwrapAsync(disk, spool, limits, context ?? new BuildContext(), cancellationToken).ConfigureAwait(false) is var (name, inner))
        {
            wrappings.Add(name);
            disk = inner;
            if (wrappings.Count > MostWrappings)
            {
                throw new ImageFormatException(
                    DiagnosticIds.LimitExceeded, Format, 0, $"the disk lies in more than {MostWrappings} formats: {string.Join(", ", wrappings)}.");
            }
        }

        return disk.Length <= limits.MaximumDiskLength
            ? Read(disk, wrappings, cancellationToken)
            : throw new ImageFormatException(
                DiagnosticIds.LimitExceeded, Format, 0,
                $"the disk has {disk.Length} bytes, and the limit is {limits.MaximumDiskLength}. Raise the limit if the image is trusted.");
    }

    /// <summary>Takes one format off; null for a raw disk.</summary>
    static async Task<(string Name, BlobSource Inner)?> UnwrapAsync(
        BlobSource source, ContentSpool spool, DiskImageReadLimits limits, BuildContext context, CancellationToken cancellationToken)
    {
        var start = new byte[Math.Min(512, source.Length)];
        source.Read(0, start, cancellationToken);
        if (Decompressor.Detect(start) is not CompressionFormat.None and var compression)
        {
            return (
                compression.ToString().ToLowerInvariant(),
                await SparseUnpacking.UnpackAsync(source, compression, limits, spool, context, cancellationToken).ConfigureAwait(false));
        }

        if (StartsAt(start, 257, "ustar"u8))
        {
            return ("tar", FindDisk(source, cancellationToken));
        }

        return StartsAt(start, 0, [(byte)'Q', (byte)'F', (byte)'I', 0xFB]) ? ("qcow2", Qcow2Reader.Open(source, cancellationToken))
            : StartsAt(start, 0, "vhdxfile"u8) ? ("vhdx", VhdxReader.Open(source, cancellationToken))
            : StartsAt(start, 0, "KDMV"u8) ? ("vmdk", VmdkReader.Open(source, cancellationToken))
            : StartsAt(start, 0, "conectix"u8) || HasVhdFooter(source) ? ("vhd", VhdReader.Open(source, cancellationToken))
            : null;
    }

    static bool StartsAt(ReadOnlySpan<byte> bytes, int offset, ReadOnlySpan<byte> mark) => bytes.Length >= offset && bytes[offset..].StartsWith(mark);

    static bool HasVhdFooter(BlobSource source)
    {
        const int FooterLength = 512;
        Span<byte> mark = stackalloc byte[8];
        if (source.Length < 2 * FooterLength)
        {
            return false;
        }

        source.Read(source.Length - FooterLength, mark);
        return mark.SequenceEqual("conectix"u8);
    }

    static BlobSource FindDisk(BlobSource archive, CancellationToken cancellationToken) =>
        TarReader.ReadEntries(archive, cancellationToken: cancellationToken)
            .FirstOrDefault(entry => entry.Content is not null
                && DiskExtensions.Contains(Path.GetExtension(entry.Path), StringComparer.OrdinalIgnoreCase))?.Content
        ?? throw new ImageFormatException(
            DiagnosticIds.NoPartitionTable, Format, 0, $"the archive has no disk: no member that ends with {string.Join(", ", DiskExtensions)}.");

    static DiskImageContents Read(BlobSource disk, List<string> wrappings, CancellationToken cancellationToken)
    {
        var table = GptReader.Read(disk, cancellationToken: cancellationToken);
        var partitions = table.Partitions.Select(partition => Read(partition, cancellationToken)).ToList();
        var code = new byte[BootCodeLength];
        disk.Read(0, code, cancellationToken);
        return new DiskImageContents
        {
            Wrappings = wrappings,
            Disk = disk,
            SectorSize = table.SectorSize,
            DiskGuid = table.DiskGuid,
            HasBootCode = code.AsSpan().ContainsAnyExcept((byte)0),
            Partitions = partitions,
            UnifiedKernelImages = FindUnifiedKernelImages(partitions),
            Meta = partitions.Find(partition => partition.FileSystem == DiskImageFileSystem.Meta) is { } meta ? MetaPartition.Read(meta.Content) : [],
        };
    }

    static DiskImagePartition Read(GptDiskPartition partition, CancellationToken cancellationToken)
    {
        var content = partition.Content;
        var kind = Recognize(partition.Name, content, cancellationToken);
        var (label, tree) = kind switch
        {
            DiskImageFileSystem.Fat when FatReader.Read(content, cancellationToken: cancellationToken) is var volume => (volume.Label, volume.Tree),
            DiskImageFileSystem.Xfs when XfsReader.Read(content, cancellationToken: cancellationToken) is var volume => (volume.Label, volume.Tree),
            DiskImageFileSystem.Ext4 when Ext4Reader.Read(content, cancellationToken: cancellationToken) is var volume => (volume.Label, volume.Tree),
            _ => (null, (FileTree?)null),
        };
        return new DiskImagePartition
        {
            Number = partition.Number,
            Name = partition.Name,
            Type = partition.Type,
            Id = partition.Id,
            Attributes = partition.Attributes,
            Offset = partition.Extent.Offset,
            Content = content,
            FileSystem = kind,
            Label = label,
            Tree = tree,
        };
    }

    /// <summary>Goes by the marks of file systems, as Talos does (disk.md 12.2), and for META by the name.</summary>
    static DiskImageFileSystem Recognize(string name, BlobSource content, CancellationToken cancellationToken)
    {
        const string MetaName = "META";
        const int MarksLength = 2048;
        if (IsZero(content, cancellationToken))
        {
            return DiskImageFileSystem.Empty;
        }

        if (name == MetaName)
        {
            return DiskImageFileSystem.Meta;
        }

        Span<byte> start = stackalloc byte[MarksLength];
        start.Clear();
        content.Read(0, start[..(int)Math.Min(MarksLength, content.Length)], cancellationToken);
        return start.StartsWith("XFSB"u8) ? DiskImageFileSystem.Xfs
            : BinaryPrimitives.ReadUInt16LittleEndian(start[510..]) == 0xAA55 && (StartsAt(start, 82, "FAT32"u8) || StartsAt(start, 54, "FAT1"u8))
                ? DiskImageFileSystem.Fat
            : BinaryPrimitives.ReadUInt16LittleEndian(start[1080..]) == 0xEF53 ? DiskImageFileSystem.Ext4
            : DiskImageFileSystem.Other;
    }

    /// <summary>Looks until the first byte that is not zero. Holes cost nothing.</summary>
    static bool IsZero(BlobSource content, CancellationToken cancellationToken)
    {
        const int ChunkLength = 64 * 1024;
        var buffer = new byte[ChunkLength];
        foreach (var extent in content.Extents)
        {
            for (var offset = extent.Offset; offset < extent.End; offset += ChunkLength)
            {
                var chunk = buffer.AsSpan(0, (int)Math.Min(ChunkLength, extent.End - offset));
                content.Read(offset, chunk, cancellationToken);
                if (chunk.ContainsAnyExcept((byte)0))
                {
                    return false;
                }
            }
        }

        return true;
    }

    static List<KeyValuePair<string, UkiReader>> FindUnifiedKernelImages(List<DiskImagePartition> partitions)
    {
        const string Folder = "EFI/Linux";
        return partitions.Where(partition => partition.FileSystem == DiskImageFileSystem.Fat)
            .Select(partition => partition.Tree!.Find(Folder)).OfType<DirectoryNode>().SelectMany(folder => folder.Children)
            .Where(child => child.Key.EndsWith(".efi", StringComparison.OrdinalIgnoreCase) && child.Value is RegularFile)
            .Select(child => KeyValuePair.Create($"{Folder}/{child.Key}", UkiReader.Open(((RegularFile)child.Value).Content))).ToList();
    }
}
