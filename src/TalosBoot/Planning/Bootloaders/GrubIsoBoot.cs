using TalosBoot.FileSystems.Iso9660;

namespace TalosBoot.Planning.Bootloaders;

/// <summary>What of an ISO's tree GRUB is started by.</summary>
internal sealed record GrubIsoBoot
{
    /// <summary>How a BIOS starts it; null where the modules for that are missing.</summary>
    public IsoBiosBoot? Bios { get; init; }

    /// <summary>The FAT image in the tree that UEFI firmware starts; null where there is an EFI system partition instead.</summary>
    public string? EfiImagePath { get; init; }
}
