namespace TalosBoot.Disks.Vmdk;

/// <summary>The numbers of the VMDK format (VMware Virtual Disk Format 5.0), as open-vmdk writes it (docs/formats/disk.md).</summary>
internal static class VmdkFormat
{
    public const int SectorSize = 512;
    public const int GrainSectors = 128;
    public const int GrainSize = GrainSectors * SectorSize;
    public const int EntriesPerTable = 512;
    public const int TableSectors = EntriesPerTable * sizeof(uint) / SectorSize;
    public const int DescriptorSector = 1;
    public const int DescriptorSectors = 20;
    public const int DirectorySector = DescriptorSector + DescriptorSectors;

    /// <summary>What stands in front of a compressed grain: its sector, and its length.</summary>
    public const int GrainHeaderSize = 12;

    /// <summary>A directory that stands at the end of the file; a footer says where.</summary>
    public const ulong DirectoryAtEnd = ulong.MaxValue;
}
