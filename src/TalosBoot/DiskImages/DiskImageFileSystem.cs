namespace TalosBoot.DiskImages;

/// <summary>What a partition of a disk image holds.</summary>
public enum DiskImageFileSystem
{
    /// <summary>Zeros alone: Talos makes the file system when the machine boots.</summary>
    Empty,

    /// <summary>A FAT volume: the EFI system partition.</summary>
    Fat,

    /// <summary>An XFS volume: BOOT.</summary>
    Xfs,

    /// <summary>An ext4 volume: the image cache.</summary>
    Ext4,

    /// <summary>The values of META.</summary>
    Meta,

    /// <summary>Something else, such as GRUB's core image in the BIOS boot partition.</summary>
    Other,
}
