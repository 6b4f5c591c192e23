using System.Buffers.Binary;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Fat.OnDisk;

namespace TalosBoot.FileSystems.Fat.Writing;

/// <summary>The reserved sectors: the boot sector and, for FAT32, the FSInfo sector and a copy of both (docs/formats/fat.md).</summary>
/// <param name="geometry">The volume.</param>
/// <param name="options">What was asked for.</param>
internal sealed class FatBootRegion(FatGeometry geometry, FatOptions options)
{
    const int BootSectorLength = 512;

    const int InformationSector = 1;

    /// <summary>Where the code of <see cref="BootCode"/> holds the address of its message.</summary>
    const int MessageAddressOffset = 3;

    const int MessageOffset = 29;

    const int LoadAddress = 0x7C00;

    /// <summary>
    /// What a BIOS that starts the volume runs, the same as on every volume of mkfs.fat (docs/formats/fat.md): shows the message, waits for a key
    /// and starts over. The address of the message is filled in.
    /// </summary>
    static ReadOnlySpan<byte> BootCode =>
    [
        0x0E, 0x1F, 0xBE, 0x00, 0x00, 0xAC, 0x22, 0xC0, 0x74, 0x0B, 0x56, 0xB4, 0x0E, 0xBB, 0x07, 0x00,
        0xCD, 0x10, 0x5E, 0xEB, 0xF0, 0x32, 0xE4, 0xCD, 0x16, 0xCD, 0x19, 0xEB, 0xFE,
    ];

    static ReadOnlySpan<byte> Message =>
        "This is not a bootable disk.  Please insert a bootable floppy and\r\npress any key to try again ... \r\n"u8;

    bool IsFat32 => geometry.Type == FatType.Fat32;

    /// <summary>
    /// Beside the boot sector and FSInfo, 6 is the sector that Microsoft recommends; with few reserved sectors it is one of the last.
    /// </summary>
    int BackupSector => geometry.ReservedSectors switch
    {
        >= 7 => 6,
        >= 4 => geometry.ReservedSectors - 2,
        3 => 2,
        _ => 0,
    };

    /// <summary>Places the sectors.</summary>
    /// <param name="image">Where to.</param>
    /// <param name="usedClusters">The clusters in use.</param>
    /// <param name="lastCluster">The cluster allocated last.</param>
    public void Place(SparseImageBuilder image, long usedClusters, uint lastCluster)
    {
        var bootSector = BuildBootSector();
        PlaceAt(0, bootSector, "boot sector");
        if (!IsFat32)
        {
            return;
        }

        PlaceAt(InformationSector, Information((uint)(geometry.ClusterCount - usedClusters), lastCluster), "FSInfo sector");
        if (BackupSector == 0)
        {
            return;
        }

        // mcopy leaves the backup as mkfs.fat made it: the root directory is all that it knows.
        PlaceAt(BackupSector, bootSector, "backup boot sector");
        if (BackupSector + InformationSector < geometry.ReservedSectors)
        {
            PlaceAt(BackupSector + InformationSector, Information(geometry.ClusterCount - 1, FatGeometry.FirstCluster),
                "backup FSInfo sector");
        }

        void PlaceAt(int sector, byte[] bytes, string name) => image.Place((long)sector * geometry.SectorSize, bytes, name);
    }

    static byte[] Information(uint freeClusters, uint lastCluster)
    {
        var bytes = new byte[Fat32Information.Size];
        new Fat32Information(freeClusters, lastCluster).Write(bytes);
        return bytes;
    }

    byte[] BuildBootSector()
    {
        var bytes = new byte[BootSectorLength];
        var identityOffset = IsFat32 ? FatVolumeIdentity.OffsetForFat32 : FatVolumeIdentity.Offset;
        var codeOffset = identityOffset + FatVolumeIdentity.Size;
        Parameters(codeOffset).Write(bytes);
        if (IsFat32)
        {
            new Fat32Parameters(geometry.SectorsPerFat, 0, 0, FatGeometry.FirstCluster, InformationSector, (ushort)BackupSector)
                .Write(bytes.AsSpan(Fat32Parameters.Offset));
        }

        var label = options.Label is { Length: > 0 } given ? given : FatVolumeIdentity.NoName;
        var driveNumber = geometry.Media == 0xF8 ? 0x80 : 0;
        new FatVolumeIdentity(
            (byte)driveNumber, 0, FatVolumeIdentity.Extended, options.SerialNumber, label.PadRight(11),
            $"FAT{(int)geometry.Type}".PadRight(8))
            .Write(bytes.AsSpan(identityOffset));
        var code = bytes.AsSpan(codeOffset);
        BootCode.CopyTo(code);
        Message.CopyTo(code[MessageOffset..]);
        BinaryPrimitives.WriteUInt16LittleEndian(code[MessageAddressOffset..], (ushort)(LoadAddress + codeOffset + MessageOffset));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(FatBootSector.SignatureOffset), FatBootSector.Signature);
        return bytes;
    }

    FatBootSector Parameters(int codeOffset)
    {
        const int ShortJumpLength = 2;
        var jump = 0x90_00_EBu | ((uint)(codeOffset - ShortJumpLength) << 8);
        var fitsSixteenBits = geometry.TotalSectors <= ushort.MaxValue;
        return new FatBootSector(
            jump,
            options.OemName.PadRight(8),
            (ushort)geometry.SectorSize,
            (byte)geometry.SectorsPerCluster,
            (ushort)geometry.ReservedSectors,
            (byte)geometry.FatCount,
            (ushort)geometry.RootEntries,
            fitsSixteenBits ? (ushort)geometry.TotalSectors : (ushort)0,
            geometry.Media,
            IsFat32 ? (ushort)0 : (ushort)geometry.SectorsPerFat,
            (ushort)geometry.SectorsPerTrack,
            (ushort)geometry.Heads,
            options.HiddenSectors,
            fitsSixteenBits ? 0 : geometry.TotalSectors);
    }
}
