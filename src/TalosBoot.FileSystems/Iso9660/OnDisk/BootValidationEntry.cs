using System.Buffers.Binary;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.FileSystems.Iso9660.OnDisk;

/// <summary>The first entry of a boot catalog (El Torito 1.0, figure 2). Its checksum makes the sum of its words zero.</summary>
/// <param name="Platform">The platform of the default entry.</param>
/// <param name="Developer">The 24 bytes of the developer's name as text; empty for zeros.</param>
internal readonly record struct BootValidationEntry(byte Platform, string Developer) : IOnDiskStructure<BootValidationEntry>
{
    public static int Size => BootCatalogEntry.Size;

    public static BootValidationEntry Read(ReadOnlySpan<byte> source)
    {
        source = source[..Size];
        if (source[0] != 1 || source[2] != 0 || source[3] != 0 || source[30] != 0x55 || source[31] != 0xAA || Sum(source) != 0)
        {
            throw IsoFormat.Error(
                DiagnosticIds.IsoBootCatalogDamaged, 0, "the validation entry of the boot catalog is wrong. The volume is damaged.");
        }

        return new BootValidationEntry(source[1], System.Text.Encoding.Latin1.GetString(source.Slice(4, 24).TrimEnd((byte)0)));
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        destination[0] = 1;
        destination[1] = Platform;
        System.Text.Encoding.Latin1.GetBytes(Developer, destination.Slice(4, 24));
        destination[30] = 0x55;
        destination[31] = 0xAA;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[28..], (ushort)-Sum(destination));
    }

    static ushort Sum(ReadOnlySpan<byte> entry)
    {
        ushort sum = 0;
        for (var offset = 0; offset < Size; offset += 2)
        {
            sum += BinaryPrimitives.ReadUInt16LittleEndian(entry[offset..]);
        }

        return sum;
    }
}
