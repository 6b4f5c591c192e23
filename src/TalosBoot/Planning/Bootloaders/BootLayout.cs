using TalosBoot.Archives.Trees;
using TalosBoot.Boot.Grub;
using TalosBoot.Core.Content;

namespace TalosBoot.Planning.Bootloaders;

/// <summary>What a bootloader needs where.</summary>
internal sealed record BootLayout
{
    /// <summary>The EFI system partition; null where there is none.</summary>
    public FileTree? EfiSystemPartition { get; init; }

    /// <summary>The BOOT partition, or the same files in the tree of an ISO; null where there is none.</summary>
    public FileTree? Boot { get; init; }

    /// <summary>
    /// What a BIOS starts, from the code of the first sector on, which names the place where the rest lies: on a disk the BIOS boot partition. Null where
    /// a BIOS does not start it.
    /// </summary>
    public GrubCoreImage? CoreImage { get; init; }

    /// <summary>systemd-boot as it lies on <see cref="EfiSystemPartition"/>; null where it does not.</summary>
    public BlobSource? SystemdBoot { get; init; }

    /// <summary>The UKI as it lies on <see cref="EfiSystemPartition"/>; null where there is none.</summary>
    public PlannedUki? Uki { get; init; }

    /// <summary>How GRUB starts an ISO from <see cref="Boot"/>; null for other media, and where it does not.</summary>
    public GrubIsoBoot? GrubIso { get; init; }
}
