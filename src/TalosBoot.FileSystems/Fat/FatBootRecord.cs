using System.Buffers.Binary;
using System.Numerics;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Fat.OnDisk;

namespace TalosBoot.FileSystems.Fat;

/// <summary>What the boot sector of a volume says, checked.</summary>
/// <param name="Geometry">Where things lie.</param>
/// <param name="RootCluster">The first cluster of the root directory of FAT32.</param>
/// <param name="ActiveFat">The FAT to read.</param>
/// <param name="Label">The label, padded.</param>
/// <param name="SerialNumber">The serial number.</param>
internal sealed record FatBootRecord(FatGeometry Geometry, uint RootCluster, int ActiveFat, string Label, uint SerialNumber)
{
    const int BootSectorLength = 512;

    public static FatBootRecord Read(BlobSource volume, CancellationToken cancellationToken)
    {
        if (volume.Length < BootSectorLength)
        {
            throw new ImageFormatException(
                DiagnosticIds.Truncated, FatReader.Format, volume.Length,
                $"a boot sector has {BootSectorLength} bytes, and there are {volume.Length}.");
        }

        var bytes = new byte[BootSectorLength];
        volume.Read(0, bytes, cancellationToken);
        Require(
            BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(FatBootSector.SignatureOffset)) == FatBootSector.Signature,
            FatBootSector.SignatureOffset, "the signature 55 AA of the boot sector is missing");
        var sector = FatBootSector.Read(bytes);
        Require(sector.SectorSize is 512 or 1024 or 2048 or 4096, 11,
            $"a sector of {sector.SectorSize} bytes is none of 512, 1024, 2048 or 4096");
        Require(
            BitOperations.IsPow2(sector.SectorsPerCluster), 13,
            $"a cluster of {sector.SectorsPerCluster} sectors is not a power of two up to 128");
        Require(sector.ReservedSectors > 0, 14, "there are no reserved sectors");
        Require(sector.FatCount > 0, 16, "there is no file allocation table");

        var is32 = sector.SectorsPerFat16 == 0;
        var parameters = is32 ? Fat32Parameters.Read(bytes.AsSpan(Fat32Parameters.Offset)) : default;
        var geometry = ReadGeometry(volume, sector, is32 ? parameters.SectorsPerFat : sector.SectorsPerFat16, is32);
        var activeFat = 0;
        if (is32)
        {
            Require(parameters.Version == 0, 42, $"the FAT32 version {parameters.Version} is not known");
            Require(geometry.HasCluster(parameters.RootCluster), 44,
                $"the root directory's cluster {parameters.RootCluster} is not in the volume");
            activeFat = (parameters.Flags & 0x80) == 0 ? 0 : parameters.Flags & 0x0F;
            Require(activeFat < geometry.FatCount, 40,
                $"the file allocation table {activeFat} is said to be in use, and there are {geometry.FatCount}");
        }

        var identity = FatVolumeIdentity.Read(bytes.AsSpan(is32 ? FatVolumeIdentity.OffsetForFat32 : FatVolumeIdentity.Offset));
        var hasIdentity = identity.ExtendedSignature == FatVolumeIdentity.Extended;
        return new FatBootRecord(
            geometry, parameters.RootCluster, activeFat, hasIdentity ? identity.Label : string.Empty,
            hasIdentity ? identity.SerialNumber : 0);
    }

    static FatGeometry ReadGeometry(BlobSource volume, FatBootSector sector, uint sectorsPerFat, bool is32)
    {
        var total = sector.TotalSectors16 != 0 ? sector.TotalSectors16 : sector.TotalSectors32;
        var totalOffset = sector.TotalSectors16 != 0 ? 19 : 32;
        var length = (long)total * sector.SectorSize;
        if (length > volume.Length)
        {
            throw new ImageFormatException(
                DiagnosticIds.Truncated, FatReader.Format, volume.Length,
                $"the volume has {total} sectors of {sector.SectorSize} bytes, and ends after {volume.Length} bytes. It is cut short.");
        }

        Require(sectorsPerFat > 0, is32 ? 36 : 22, "the file allocation table has no sectors");
        Require(is32 ? sector.RootEntries == 0 : sector.RootEntries > 0, 17,
            $"a root directory of {sector.RootEntries} entries does not go with the type");
        var rootSectors = Alignment.DivideUp(sector.RootEntries * FatGeometry.EntrySize, sector.SectorSize);
        var dataSectors = total - sector.ReservedSectors - ((long)sector.FatCount * sectorsPerFat) - rootSectors;
        var clusters = dataSectors / sector.SectorsPerCluster;
        Require(clusters > 0, totalOffset, $"of {total} sectors, none are left for files");
        var type = is32 ? FatType.Fat32 : clusters <= FatGeometry.MaximumFat12Clusters ? FatType.Fat12 : FatType.Fat16;
        var maximum = Math.Min(
            type switch
            {
                FatType.Fat12 => FatGeometry.MaximumFat12Clusters,
                FatType.Fat16 => FatGeometry.MaximumFat16Clusters,
                _ => FatGeometry.MaximumFat32Clusters,
            },
            ((long)sectorsPerFat * sector.SectorSize * 8 / (int)type) - FatGeometry.FirstCluster);
        Require(clusters <= maximum, is32 ? 36 : 22,
            $"the file allocation table has entries for {maximum} clusters, and there are {clusters}");
        return new FatGeometry
        {
            Type = type,
            SectorSize = sector.SectorSize,
            TotalSectors = total,
            SectorsPerCluster = sector.SectorsPerCluster,
            ReservedSectors = sector.ReservedSectors,
            FatCount = sector.FatCount,
            SectorsPerFat = sectorsPerFat,
            RootEntries = sector.RootEntries,
            ClusterCount = (uint)clusters,
            Media = sector.Media,
            SectorsPerTrack = sector.SectorsPerTrack,
            Heads = sector.Heads,
        };
    }

    static void Require(bool condition, long offset, string message)
    {
        if (!condition)
        {
            throw new ImageFormatException(
                DiagnosticIds.FatBootSectorInvalid, FatReader.Format, offset, message + ". This is no FAT volume, or it is damaged.");
        }
    }
}
