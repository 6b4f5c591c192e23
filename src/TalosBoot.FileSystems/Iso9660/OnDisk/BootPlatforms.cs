namespace TalosBoot.FileSystems.Iso9660.OnDisk;

/// <summary>Platform numbers of boot catalogs.</summary>
internal static class BootPlatforms
{
    public const byte Bios = 0x00;
    public const byte Efi = 0xEF;
}
