using TalosBoot.Core.Determinism;

namespace TalosBoot.FileSystems.Fat;

/// <summary>How a FAT volume is to be made. The defaults are those of <c>mkfs.fat --invariant</c> 4.2.</summary>
public sealed record FatOptions
{
    /// <summary>The serial number that <c>mkfs.fat --invariant</c> gives to every volume (docs/formats/fat.md).</summary>
    public const uint InvariantSerialNumber = 0x1234_ABCD;

    /// <summary>
    /// The length of the volume in bytes, such as that of the partition. Sectors that do not fill a track at its end stay unused.
    /// </summary>
    public required long Size { get; init; }

    /// <summary>The type; null: FAT32 from 512 MiB on, below that FAT12 or FAT16, as mkfs.fat chooses.</summary>
    public FatType? Type { get; init; }

    /// <summary>Bytes per sector: 512 (the default), 1024, 2048 or 4096.</summary>
    public int SectorSize { get; init; } = 512;

    /// <summary>Sectors per cluster: a power of two up to 128; null for the choice of mkfs.fat.</summary>
    public int? SectorsPerCluster { get; init; }

    /// <summary>
    /// Sectors before the first FAT; null for 32 with FAT32 and 1 otherwise. It is rounded up to clusters in volumes of over 8,192
    /// sectors.
    /// </summary>
    public int? ReservedSectors { get; init; }

    /// <summary>The number of FATs, 1 or 2. Default 2.</summary>
    public int FatCount { get; init; } = 2;

    /// <summary>Entries of the root directory of FAT12 and FAT16; null for the choice of mkfs.fat. FAT32 knows no such limit.</summary>
    public int? RootEntries { get; init; }

    /// <summary>The label: at most eleven ASCII characters without <c>*?.,;:/\|+=&lt;&gt;[]"</c>; null for none.</summary>
    public string? Label { get; init; }

    /// <summary>The volume's serial number. Default <see cref="InvariantSerialNumber"/>.</summary>
    public uint SerialNumber { get; init; } = InvariantSerialNumber;

    /// <summary>Who formatted the volume: at most eight ASCII characters. Default <c>mkfs.fat</c>.</summary>
    public string OemName { get; init; } = "mkfs.fat";

    /// <summary>The media descriptor; null for F8 hexadecimal, or that of the floppy disk that has this size.</summary>
    public byte? Media { get; init; }

    /// <summary>Sectors of the disk before the volume, as the boot sector tells them. Default 0.</summary>
    public uint HiddenSectors { get; init; }

    /// <summary>
    /// The one time of all files and directories; null to take each one's <see cref="Archives.Trees.FileMetadata.ModifiedAt"/>. FAT knows
    /// even seconds from 1980 to 2107: earlier and later ones become the first and the last.
    /// </summary>
    public BuildClock? Clock { get; init; }

    /// <summary>
    /// The time of the label. Default 2015-03-14T09:26:53Z, that of <c>mkfs.fat --invariant</c>, whatever the clock (docs/formats/fat.md).
    /// </summary>
    public BuildClock LabelClock { get; init; } = new(1_426_325_213);

    /// <summary>
    /// Whether a FAT32 may have fewer than 65,525 clusters. Firmware and other systems may take such a volume for FAT16.
    /// Default false.
    /// </summary>
    public bool AllowsSmallFat32 { get; init; }

    /// <summary>What the volume is, for messages. Default <c>FAT volume</c>.</summary>
    public string Name { get; init; } = "FAT volume";

    /// <summary>An EFI system partition, which the specification of UEFI wants to be FAT32. It is labelled EFI.</summary>
    /// <param name="size">The size of the partition in bytes.</param>
    /// <param name="sectorSize">Bytes per sector.</param>
    public static FatOptions ForEfiSystemPartition(long size, int sectorSize = 512) => new()
    {
        Size = size,
        SectorSize = sectorSize,
        Type = FatType.Fat32,
        Label = "EFI",
        Name = "EFI system partition",
    };
}
