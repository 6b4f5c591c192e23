namespace TalosBoot.Core.Diagnostics;

public static partial class DiagnosticIds
{
    /// <summary>A disk has no GUID partition table.</summary>
    public const string NoPartitionTable = "TB4600";

    /// <summary>A disk image (qcow2, VHD, VHDX, VMDK) is damaged, or none.</summary>
    public const string DiskImageDamaged = "TB4601";

    /// <summary>A disk image uses something that is not read: a backing file, encryption, a log that is not written back.</summary>
    public const string DiskImageFeatureUnsupported = "TB4602";

    /// <summary>A META partition is damaged.</summary>
    public const string MetaDamaged = "TB4603";

    /// <summary>EFI signature lists are damaged.</summary>
    public const string SignatureListDamaged = "TB4604";

    /// <summary>A binary index of kernel modules is damaged.</summary>
    public const string ModuleIndexDamaged = "TB4605";

    /// <summary>A disk has a size that its format or its platform cannot have.</summary>
    public const string DiskSizeUnsupported = "TB5004";

    /// <summary>A loader of a board would lie over the partition table, or reach into the partitions.</summary>
    public const string LoaderOutOfBounds = "TB5005";
}
