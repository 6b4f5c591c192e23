namespace TalosBoot.Disks.Gpt;

/// <summary>Type GUIDs of partitions (disk.md 1.3).</summary>
public static class PartitionTypes
{
    /// <summary>The EFI system partition.</summary>
    public static Guid EfiSystem { get; } = new("C12A7328-F81F-11D2-BA4B-00A0C93EC93B");

    /// <summary>Where GRUB's core image lies for BIOS boot.</summary>
    public static Guid BiosBoot { get; } = new("21686148-6449-6E6F-744E-656564454649");

    /// <summary>Data of Linux.</summary>
    public static Guid LinuxData { get; } = new("0FC63DAF-8483-4772-8E79-3D69D8477DE4");
}
