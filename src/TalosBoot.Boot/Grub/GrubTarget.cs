namespace TalosBoot.Boot.Grub;

/// <summary>The machines and firmwares that GRUB's module folders are for.</summary>
public enum GrubTarget
{
    /// <summary>PCs with a BIOS: <c>i386-pc</c>.</summary>
    I386Pc,

    /// <summary>64-bit PCs with UEFI firmware: <c>x86_64-efi</c>.</summary>
    X64Efi,

    /// <summary>64-bit ARM machines with UEFI firmware: <c>arm64-efi</c>.</summary>
    Arm64Efi,
}
