using TalosBoot.Disks.PartitionTables.OnDisk;

namespace TalosBoot.Disks.PartitionTables;

/// <summary>
/// The first 512 bytes of a disk, whatever its sector size: boot code, four entries, signature (UEFI 2.10, section 5.2.1).
/// </summary>
internal static class MasterBootRecord
{
    /// <summary>The bytes of the record.</summary>
    public const int Size = 512;

    /// <summary>The bytes in front of the entries.</summary>
    public const int BootCodeSize = 446;

    /// <summary>The entries.</summary>
    public const int EntryCount = 4;

    /// <summary>Writes the entries and the signature. Bytes in front of the entries stay as they are.</summary>
    public static void WriteEntries(Span<byte> record, params ReadOnlySpan<MbrPartitionEntry> entries)
    {
        record[BootCodeSize..Size].Clear();
        for (var index = 0; index < entries.Length; index++)
        {
            entries[index].Write(record[(BootCodeSize + (index * MbrPartitionEntry.Size))..]);
        }

        record[510] = 0x55;
        record[511] = 0xAA;
    }

    /// <summary>Whether the bytes end with the signature.</summary>
    public static bool HasSignature(ReadOnlySpan<byte> record) => record[510] == 0x55 && record[511] == 0xAA;

    /// <summary>The four entries, unused ones included.</summary>
    public static MbrPartitionEntry[] ReadEntries(ReadOnlySpan<byte> record)
    {
        var entries = new MbrPartitionEntry[EntryCount];
        for (var index = 0; index < EntryCount; index++)
        {
            entries[index] = MbrPartitionEntry.Read(record[(BootCodeSize + (index * MbrPartitionEntry.Size))..]);
        }

        return entries;
    }

    /// <summary>The protective entry: from sector 1 to the end, or as far as its fields go.</summary>
    /// <param name="totalSectors">The sectors of the disk.</param>
    /// <param name="end">The address of the last sector as the maker of the table writes it.</param>
    public static MbrPartitionEntry Protective(long totalSectors, CylinderHeadSector end) => new(
        0, new CylinderHeadSector(0, 0, 2), PartitionTypes.ProtectiveMbr, end, 1, (uint)Math.Min(totalSectors - 1, uint.MaxValue));
}
