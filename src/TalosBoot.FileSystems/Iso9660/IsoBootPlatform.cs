namespace TalosBoot.FileSystems.Iso9660;

/// <summary>The machines that a boot image is for, by their numbers in a boot catalog. Others are numbers without a name.</summary>
public enum IsoBootPlatform
{
    /// <summary>PCs with a BIOS.</summary>
    Bios = 0x00,

    /// <summary>PowerPC.</summary>
    PowerPc = 0x01,

    /// <summary>Macintosh.</summary>
    Macintosh = 0x02,

    /// <summary>Machines with UEFI firmware.</summary>
    Efi = 0xEF,
}
