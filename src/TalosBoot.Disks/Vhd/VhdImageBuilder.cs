using System.Buffers.Binary;
using System.Globalization;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Disks.Blocks;
using TalosBoot.Disks.Vhd.OnDisk;

namespace TalosBoot.Disks.Vhd;

/// <summary>Makes VHDs of disks with sectors of 512 bytes. Nothing is read: any part of the image can be read at once.</summary>
public static class VhdImageBuilder
{
    /// <summary>The largest disk that the format has: 2040 GiB.</summary>
    public const long MaximumDiskLength = 2040L * 1024 * 1024 * 1024;

    const int Mebibyte = 1024 * 1024;
    const int BlockSize = 2 * Mebibyte;
    const int SectorSize = 512;

    /// <summary>Makes a VHD.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="options">How to make it; null for the defaults.</param>
    /// <exception cref="LayoutException">
    /// The disk has no whole number of sectors, or of mebibytes where they are required, also when it has grown to a geometry, or is larger than 2040 GiB
    /// (TB5004).
    /// </exception>
    public static BlobSource Build(BlobSource disk, VhdOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(disk);
        options ??= new VhdOptions();
        CheckLength(disk.Length, options);
        var geometry = options.ForceSize ? VhdGeometry.Largest : VhdGeometry.AtLeast(disk.Length / SectorSize);
        var length = options.ForceSize ? disk.Length : Math.Max(disk.Length, geometry.Sectors * SectorSize);
        if (options.RequireWholeMebibytes && length % Mebibyte != 0)
        {
            throw new LayoutException(
                DiagnosticIds.DiskSizeUnsupported, "VHD", Alignment.Up(length, Mebibyte), length,
                $"Azure takes disks of whole mebibytes only, and a geometry makes {length} bytes of the {disk.Length} of this one. "
                + "Add force_size to the options of the format.");
        }

        var footer = new VhdFooter(
            ulong.MaxValue, (uint)Math.Max(0, options.Clock.UnixSeconds - VhdFooter.TimestampEpoch),
            options.ForceSize ? VhdFooter.SizeCountsCreator : VhdFooter.GeometryCountsCreator, (ulong)length, geometry, VhdFooter.FixedType,
            options.Id ?? DeterministicGuid.CreateFromLabel(string.Create(CultureInfo.InvariantCulture, $"talos-image-vhd-{length}")));
        return options.Kind == VhdKind.Fixed
            ? new SparseImageBuilder().Place(0, disk, "disk").Place(length, Write(footer), "footer").Build(length + VhdFooter.Size)
            : BuildDynamic(disk, length, footer with { DataOffset = (ulong)VhdFooter.Size, Type = VhdFooter.DynamicType });
    }

    static BlobSource BuildDynamic(BlobSource disk, long length, VhdFooter footer)
    {
        var blockCount = checked((int)Alignment.DivideUp(length, BlockSize));
        var table = new byte[Alignment.Up(blockCount * sizeof(uint), SectorSize)];
        table.AsSpan().Fill(0xFF);
        var tableOffset = VhdFooter.Size + VhdDynamicHeader.Size;
        var bitmap = new byte[BlockSize / SectorSize / 8];
        bitmap.AsSpan().Fill(0xFF);
        var image = new SparseImageBuilder();
        long offset = tableOffset + table.Length;
        foreach (var run in BlockRuns.Of(disk, BlockSize).Cut(1))
        {
            BinaryPrimitives.WriteUInt32BigEndian(table.AsSpan((int)run.First * sizeof(uint)), checked((uint)(offset / SectorSize)));
            image.Place(offset, bitmap, "bitmap of a block");
            image.Place(offset + bitmap.Length, BlockRuns.Slice(disk, run, BlockSize), "block");
            offset += bitmap.Length + BlockSize;
        }

        var header = new byte[VhdDynamicHeader.Size];
        new VhdDynamicHeader((ulong)tableOffset, (uint)blockCount, BlockSize).Write(header);
        return image
            .Place(0, Write(footer), "copy of the footer")
            .Place(VhdFooter.Size, header, "dynamic header")
            .Place(tableOffset, table, "block allocation table")
            .Place(offset, Write(footer), "footer")
            .Build(offset + VhdFooter.Size);
    }

    static byte[] Write(VhdFooter footer)
    {
        var bytes = new byte[VhdFooter.Size];
        footer.Write(bytes);
        return bytes;
    }

    static void CheckLength(long length, VhdOptions options)
    {
        if (options.RequireWholeMebibytes && length % Mebibyte != 0)
        {
            throw new LayoutException(
                DiagnosticIds.DiskSizeUnsupported, "VHD", Alignment.Up(length, Mebibyte), length,
                "Azure takes disks of whole mebibytes only. Choose a disk size that is a multiple of 1048576.");
        }

        DiskLength.RequireSectors("VHD", length, SectorSize);
        DiskLength.RequireAtMost("VHD", length, MaximumDiskLength, "the format has no larger disks. Choose a smaller disk, or VHDX.");
    }
}
