using TalosBoot.FileSystems.Iso9660.OnDisk;

namespace TalosBoot.FileSystems.Iso9660.Writing;

/// <summary>The El Torito boot catalog: the BIOS image as default entry and the EFI image behind it, or one of them (docs/formats/iso.md).</summary>
internal static class BootCatalog
{
    /// <summary>The catalog, as a block.</summary>
    /// <param name="bios">The image for a BIOS, or null.</param>
    /// <param name="efi">The image for UEFI firmware, or null. One of both is given.</param>
    public static byte[] Write(BootCatalogEntry? bios, BootCatalogEntry? efi)
    {
        var catalog = new byte[IsoFormat.BlockSize];
        var platform = bios is null ? BootPlatforms.Efi : BootPlatforms.Bios;
        new BootValidationEntry(platform, string.Empty).Write(catalog);
        (bios ?? efi!.Value).Write(Entry(catalog, 1));
        if (bios is not null && efi is not null)
        {
            new BootSectionHeader(BootSectionHeader.Last, BootPlatforms.Efi, 1).Write(Entry(catalog, 2));
            efi.Value.Write(Entry(catalog, 3));
        }

        return catalog;
    }

    public static BootCatalogEntry Bootable(long sectorCount, uint block) => new(
        BootCatalogEntry.Bootable, 0, 0, 0, sectorCount <= ushort.MaxValue ? (ushort)sectorCount : (ushort)0, block);

    static Span<byte> Entry(byte[] catalog, int index) => catalog.AsSpan(index * BootCatalogEntry.Size);
}
