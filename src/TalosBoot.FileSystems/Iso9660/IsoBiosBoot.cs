namespace TalosBoot.FileSystems.Iso9660;

/// <summary>How an ISO image boots under a BIOS.</summary>
public sealed record IsoBiosBoot
{
    /// <summary>The boot image in the tree, such as <c>boot/grub/i386-pc/eltorito.img</c>.</summary>
    public required string ImagePath { get; init; }

    /// <summary>The 512-byte sectors that the BIOS loads. Default 4, which is what GRUB's image expects.</summary>
    public ushort SectorCount { get; init; } = 4;

    /// <summary>
    /// Whether the image's place, length and checksum are written into it, as GRUB wants (docs/formats/iso.md). The content in the tree stays as it
    /// is: the image file of the volume differs from it in bytes 8 to 63 and 2548 to 2555. Default true.
    /// </summary>
    public bool PatchesImageForGrub { get; init; } = true;

    /// <summary>
    /// The code of the first sector, for booting from a disk: GRUB's <c>boot_hybrid.img</c> of 512 bytes, into which the image's place is
    /// written. Empty for none.
    /// </summary>
    public ReadOnlyMemory<byte> DiskBootCode { get; init; }
}
