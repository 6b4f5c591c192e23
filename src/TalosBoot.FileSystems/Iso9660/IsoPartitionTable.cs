namespace TalosBoot.FileSystems.Iso9660;

/// <summary>How the partitions of an image are described to a machine that reads it from a disk.</summary>
public enum IsoPartitionTable
{
    /// <summary>An MBR with two entries: the volume, type 0x83, and the EFI system partition, type 0xEF (docs/formats/iso.md).</summary>
    Mbr,

    /// <summary>A GUID partition table of 248 entries with its backup, behind a protective MBR (docs/formats/iso.md).</summary>
    Gpt,
}
