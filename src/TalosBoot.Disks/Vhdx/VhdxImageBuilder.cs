using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Disks.Blocks;
using TalosBoot.Disks.Vhdx.OnDisk;

namespace TalosBoot.Disks.Vhdx;

/// <summary>
/// Makes dynamic VHDX images of disks ([MS-VHDX]), for Hyper-V. Nothing is read: any part of the image can be read at once. The log is empty.
/// </summary>
public static class VhdxImageBuilder
{
    /// <summary>Makes a VHDX.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="options">How to make it; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is none that the format has.</exception>
    /// <exception cref="LayoutException">The disk has no whole number of sectors, or is empty, or larger than 64 TiB (TB5004).</exception>
    public static BlobSource Build(BlobSource disk, VhdxOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(disk);
        options ??= new VhdxOptions();
        options.Validate();
        DiskLength.RequireSectors("VHDX", disk.Length, options.SectorSize, minimum: options.SectorSize);
        DiskLength.RequireAtMost("VHDX", disk.Length, VhdxFormat.MaximumDiskLength, "the format has no larger disks. Choose a smaller disk.");
        var id = options.Id ?? DeterministicGuid.CreateFromLabel(string.Create(CultureInfo.InvariantCulture, $"talos-image-vhdx-{disk.Length}"));
        var image = new SparseImageBuilder();
        var (table, end) = PlaceBlocks(disk, options, image);
        PlaceHeaders(image, id);
        var regions = new VhdxRegionTable(
        [
            new VhdxRegion(VhdxFormat.BlockTableRegion, VhdxFormat.BlockTableOffset, (uint)table.Length, IsRequired: true),
            new VhdxRegion(VhdxFormat.MetadataRegion, VhdxFormat.MetadataOffset, VhdxFormat.MetadataLength, IsRequired: true),
        ]).Write();
        var metadata = new VhdxMetadata
        {
            BlockSize = (uint)options.BlockSize,
            DiskLength = (ulong)disk.Length,
            DiskId = id,
            SectorSize = (uint)options.SectorSize,
        };
        return image
            .Place(VhdxFormat.RegionTableOffset, regions, "region table")
            .Place(VhdxFormat.RegionTableOffset + VhdxFormat.Kibibyte64, regions, "second region table")
            .Place(VhdxFormat.MetadataOffset, metadata.Write(), "metadata")
            .Place(VhdxFormat.BlockTableOffset, table, "block allocation table")
            .Build(end);
    }

    static (byte[] Table, long End) PlaceBlocks(BlobSource disk, VhdxOptions options, SparseImageBuilder image)
    {
        var entries = VhdxFormat.EntryCount(disk.Length, options.SectorSize, options.BlockSize);
        var table = new byte[checked((int)Alignment.Up(entries * sizeof(ulong), VhdxFormat.Mebibyte))];
        var ratio = VhdxFormat.ChunkRatio(options.SectorSize, options.BlockSize);
        for (var index = 0L; index < entries; index++)
        {
            // Entries of sector bitmaps stay empty: only images of differences have such bitmaps.
            if (index % (ratio + 1) != ratio)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(table.AsSpan((int)(index * sizeof(ulong))), VhdxBlockEntry.OfZeros.Value);
            }
        }

        var offset = VhdxFormat.BlockTableOffset + (long)table.Length;
        foreach (var run in BlockRuns.Of(disk, options.BlockSize).Cut(ratio))
        {
            image.Place(offset, BlockRuns.Slice(disk, run, options.BlockSize), "blocks");
            for (var block = run.First; block < run.End; block++, offset += options.BlockSize)
            {
                var index = VhdxFormat.EntryIndex(block, options.SectorSize, options.BlockSize);
                BinaryPrimitives.WriteUInt64LittleEndian(table.AsSpan((int)(index * sizeof(ulong))), VhdxBlockEntry.At(offset).Value);
            }
        }

        return (table, offset);
    }

    static void PlaceHeaders(SparseImageBuilder image, Guid id)
    {
        var identifier = new byte[512];
        "vhdxfile"u8.CopyTo(identifier);
        Encoding.Unicode.GetBytes("TalosBoot", identifier.AsSpan(8));
        image.Place(0, identifier, "file type identifier");
        for (var index = 0; index < 2; index++)
        {
            var header = new byte[VhdxHeader.Size];
            new VhdxHeader(
                (ulong)index + 1, DeterministicGuid.Create(id, "file write"), DeterministicGuid.Create(id, "data write"), Guid.Empty,
                VhdxFormat.LogLength, VhdxFormat.LogOffset).Write(header);
            image.Place(VhdxFormat.HeaderOffset + (index * VhdxFormat.Kibibyte64), header, "header");
        }
    }
}
