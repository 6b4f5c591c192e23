using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.Planning.Bootloaders;

/// <summary>What a bootloader needs where.</summary>
internal sealed record BootLayout
{
    /// <summary>The EFI system partition; null where there is none.</summary>
    public FileTree? EfiSystemPartition { get; init; }

    /// <summary>The BOOT partition, or the same files in the tree of an ISO; null where there is none.</summary>
    public FileTree? Boot { get; init; }

    /// <summary>The code of the first sector; null where a BIOS does not start it.</summary>
    public BlobSource? BootSector { get; init; }

    /// <summary>What the code of the first sector loads: what lies in the BIOS boot partition of a disk; null where there is none.</summary>
    public BlobSource? CoreImage { get; init; }

    /// <summary>systemd-boot as it lies on <see cref="EfiSystemPartition"/>; null where it does not.</summary>
    public BlobSource? SystemdBoot { get; init; }

    /// <summary>The UKI as it lies on <see cref="EfiSystemPartition"/>; null where there is none.</summary>
    public PlannedUki? Uki { get; init; }
}
