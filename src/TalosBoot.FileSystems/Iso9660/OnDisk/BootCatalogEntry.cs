using System.Buffers.Binary;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.FileSystems.Iso9660.OnDisk;

/// <summary>A boot image in a boot catalog: the default entry, or an entry of a section (El Torito 1.0, figures 3 and 5).</summary>
/// <param name="Indicator">0x88 for an image that boots, 0 for one that does not.</param>
/// <param name="Media">0 for no emulation.</param>
/// <param name="LoadSegment">Where a BIOS loads the image; 0 for 0x7C0.</param>
/// <param name="SystemType">The partition type of an emulated hard disk.</param>
/// <param name="SectorCount">The 512-byte sectors to load.</param>
/// <param name="Block">The block where the image starts.</param>
internal readonly record struct BootCatalogEntry(
    byte Indicator, byte Media, ushort LoadSegment, byte SystemType, ushort SectorCount, uint Block) : IOnDiskStructure<BootCatalogEntry>
{
    public const byte Bootable = 0x88;

    public static int Size => 32;

    public static BootCatalogEntry Read(ReadOnlySpan<byte> source) => source[0] is Bootable or 0
        ? new BootCatalogEntry(
            source[0],
            source[1],
            BinaryPrimitives.ReadUInt16LittleEndian(source[2..]),
            source[4],
            BinaryPrimitives.ReadUInt16LittleEndian(source[6..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[8..]))
        : throw IsoFormat.Error(
            DiagnosticIds.IsoBootCatalogDamaged, 0,
            $"a boot entry begins with 0x{source[0]:X2}, not with 0x88 or 0. The volume is damaged.");

    public void Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        destination[0] = Indicator;
        destination[1] = Media;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[2..], LoadSegment);
        destination[4] = SystemType;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[6..], SectorCount);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], Block);
    }
}
