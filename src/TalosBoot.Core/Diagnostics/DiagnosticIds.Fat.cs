namespace TalosBoot.Core.Diagnostics;

public static partial class DiagnosticIds
{
    /// <summary>A tree holds something that a FAT volume cannot: a link, a device, a name, two names that differ by case only.</summary>
    public const string FatEntryUnsupported = "TB4300";

    /// <summary>No FAT of the wanted type has the wanted size.</summary>
    public const string FatGeometryImpossible = "TB4301";

    /// <summary>The boot sector of a FAT volume is damaged, or none.</summary>
    public const string FatBootSectorInvalid = "TB4302";

    /// <summary>A cluster chain of a FAT volume leaves the volume, ends early, loops or shares a cluster with another.</summary>
    public const string FatChainInvalid = "TB4303";

    /// <summary>A directory of a FAT volume is damaged.</summary>
    public const string FatDirectoryInvalid = "TB4304";

    /// <summary>A warning: an EFI system partition has fewer clusters than a FAT32 should have.</summary>
    public const string SmallEfiSystemPartition = "TB4305";
}
