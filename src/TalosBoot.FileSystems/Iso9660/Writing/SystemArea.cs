using System.Buffers.Binary;
using TalosBoot.Core.Binary;
using TalosBoot.Disks.PartitionTables;
using TalosBoot.Disks.PartitionTables.OnDisk;
using TalosBoot.FileSystems.Iso9660.OnDisk;

namespace TalosBoot.FileSystems.Iso9660.Writing;

/// <summary>The first sixteen blocks: boot code and partition tables (iso.md 9.8).</summary>
internal static class SystemArea
{
    const int EntryCount = 248;
    const int BootSectorOffset = 0x1B0;
    const uint FirstUsableSector = 64;
    const ulong VolumeAttributes = 0x1000_0000_0000_0001; // required, read-only

    /// <summary>The first sector.</summary>
    /// <param name="layout">The layout, with an appended partition.</param>
    /// <param name="options">The options.</param>
    /// <param name="biosImageBlock">The block of the BIOS image, when there is one.</param>
    public static byte[] WriteMasterBootRecord(IsoLayout layout, IsoOptions options, uint? biosImageBlock)
    {
        var record = new byte[MasterBootRecord.Size];
        if (options.BiosBoot is { DiskBootCode.IsEmpty: false } bios)
        {
            bios.DiskBootCode.Span[..MasterBootRecord.BootCodeSize].CopyTo(record);
            BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(BootSectorOffset), Sector(biosImageBlock!.Value) + 4ul);
        }

        var geometry = layout.Cylinders.Geometry;
        if (options.PartitionTable == IsoPartitionTable.Gpt)
        {
            var total = (long)Sector(layout.BlockCount);
            MasterBootRecord.WriteEntries(record, MasterBootRecord.Protective(total, geometry.AddressOf(total - 1)));
            return record;
        }

        var (first, start, end) = (Sector(IsoLayout.PartitionBlock), Sector(layout.PartitionStart), Sector(layout.PartitionEnd));
        MasterBootRecord.WriteEntries(
            record,
            geometry.Entry(PartitionTypes.LinuxMbr, first, start - first),
            geometry.Entry(PartitionTypes.EfiSystemMbr, start, end - start));
        return record;
    }

    /// <summary>The GUID partition table.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="efiImage">The file that is the EFI system partition, where there is no appended one.</param>
    /// <param name="date">The date of the volume.</param>
    public static GuidPartitionTable CreateTable(IsoLayout layout, IsoContent? efiImage, DescriptorDate date)
    {
        var total = (long)Sector(layout.BlockCount);
        var entrySectors = EntryCount * GptEntry.Size / IsoFormat.SectorSize;
        var backupEntries = total - 1 - entrySectors;
        return new GuidPartitionTable
        {
            SectorSize = IsoFormat.SectorSize,
            SectorCount = total,
            DiskGuid = GuidOf(date, 0),
            FirstUsableLba = FirstUsableSector,
            LastUsableLba = backupEntries - 1,
            BackupEntriesLba = backupEntries,
            EntryCount = EntryCount,
            Entries = layout.PartitionEnd > 0
                ? HybridEntries(layout, date, (ulong)(backupEntries - 1))
                : FileEntries(efiImage!, date, (ulong)(backupEntries - 1)),
        };
    }

    /// <summary>The volume as a partition of its own, and the EFI system partition behind it (iso.md 8.2).</summary>
    static GptEntry[] HybridEntries(IsoLayout layout, DescriptorDate date, ulong tableEnd)
    {
        var (first, start, end) = (Sector(IsoLayout.PartitionBlock), Sector(layout.PartitionStart), Sector(layout.PartitionEnd));
        return
        [
            ReadOnlyPartition(date, 1, first, start, "ISO9660"),
            new GptEntry(PartitionTypes.EfiSystem, GuidOf(date, 2), start, end - 1, 0, "Appended2"),
            ReadOnlyPartition(date, 3, end, tableEnd, "Gap1"),
        ];
    }

    /// <summary>The file that is the EFI system partition, and what lies before and behind it (iso.md 8.3).</summary>
    static GptEntry[] FileEntries(IsoContent image, DescriptorDate date, ulong tableEnd)
    {
        var start = (ulong)Sector(image.Block);
        var end = start + (ulong)Alignment.DivideUp(image.Source.Length, IsoFormat.SectorSize);
        List<GptEntry> entries = [];
        if (start > FirstUsableSector)
        {
            entries.Add(ReadOnlyPartition(date, 1, FirstUsableSector, start, "Gap0"));
        }

        entries.Add(ReadOnlyPartition(date, (byte)(entries.Count + 1), start, end, "EFI boot partition") with { Type = PartitionTypes.EfiSystem });
        entries.Add(ReadOnlyPartition(date, (byte)(entries.Count + 1), end, tableEnd, "Gap1"));
        return [.. entries];
    }

    static GptEntry ReadOnlyPartition(DescriptorDate date, byte number, ulong first, ulong end, string name) =>
        new(PartitionTypes.BasicData, GuidOf(date, number), first, end - 1, VolumeAttributes, name);

    /// <summary>
    /// The sixteen digits of the volume's date as a GUID of version 4, as libisofs makes it: the hundredths come behind the first digit of
    /// the hour, and the partition's number goes into the first byte of the node.
    /// </summary>
    static Guid GuidOf(DescriptorDate date, byte number)
    {
        Span<byte> bytes = stackalloc byte[DescriptorDate.DigitCount];
        System.Text.Encoding.ASCII.GetBytes($"{date.Digits[..9]}{date.Digits[14..]}{date.Digits[9..14]}", bytes);
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        bytes[9] ^= number;
        return new Guid(bytes);
    }

    static uint Sector(uint block) => block * IsoFormat.SectorsPerBlock;
}
