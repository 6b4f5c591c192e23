namespace TalosBoot.Disks.PartitionTables;

/// <summary>The types of partitions: GUIDs of GUID partition tables, and bytes of an MBR.</summary>
public static class PartitionTypes
{
    /// <summary>An MBR entry: data of Linux.</summary>
    internal const byte LinuxMbr = 0x83;

    /// <summary>An MBR entry: the EFI system partition.</summary>
    internal const byte EfiSystemMbr = 0xEF;

    /// <summary>An MBR entry: the whole disk, which has a GUID partition table.</summary>
    internal const byte ProtectiveMbr = 0xEE;

    /// <summary>The EFI system partition.</summary>
    public static Guid EfiSystem { get; } = new("C12A7328-F81F-11D2-BA4B-00A0C93EC93B");

    /// <summary>Where GRUB's core image lies for BIOS boot.</summary>
    public static Guid BiosBoot { get; } = new("21686148-6449-6E6F-744E-656564454649");

    /// <summary>Data of Linux.</summary>
    public static Guid LinuxData { get; } = new("0FC63DAF-8483-4772-8E79-3D69D8477DE4");

    /// <summary>Data of no particular system: what xorriso gives the parts of an ISO image.</summary>
    internal static Guid BasicData { get; } = new("EBD0A0A2-B9E5-4433-87C0-68B6B72699C7");
}
