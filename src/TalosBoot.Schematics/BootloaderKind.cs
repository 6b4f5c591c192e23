namespace TalosBoot.Schematics;

/// <summary>The bootloader that a disk image or an ISO is made with.</summary>
public enum BootloaderKind
{
    /// <summary>Not chosen: the one that is usual for the Talos version. Written <c>none</c>, and left out of a schematic.</summary>
    None,

    /// <summary>systemd-boot for UEFI, GRUB for BIOS. Written <c>dual-boot</c>.</summary>
    DualBoot,

    /// <summary>systemd-boot. Written <c>sd-boot</c>.</summary>
    SdBoot,

    /// <summary>GRUB. Written <c>grub</c>.</summary>
    Grub,
}
