using System.Buffers.Binary;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.FileSystems.Iso9660.OnDisk;

/// <summary>The header of further boot images for one platform (El Torito 1.0, figure 4).</summary>
/// <param name="Indicator">0x91 for the last header, 0x90 for one that others follow.</param>
/// <param name="Platform">The platform.</param>
/// <param name="EntryCount">The entries that follow.</param>
internal readonly record struct BootSectionHeader(byte Indicator, byte Platform, ushort EntryCount) : IOnDiskStructure<BootSectionHeader>
{
    public const byte MoreFollow = 0x90;
    public const byte Last = 0x91;

    public static int Size => BootCatalogEntry.Size;

    public static BootSectionHeader Read(ReadOnlySpan<byte> source) => source[0] is MoreFollow or Last
        ? new BootSectionHeader(source[0], source[1], BinaryPrimitives.ReadUInt16LittleEndian(source[2..]))
        : throw IsoFormat.Error(
            DiagnosticIds.IsoBootCatalogDamaged, 0,
            $"a section header begins with 0x{source[0]:X2}, not with 0x90 or 0x91. The volume is damaged.");

    public void Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        destination[0] = Indicator;
        destination[1] = Platform;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[2..], EntryCount);
    }
}
