using System.Buffers.Binary;

namespace TalosBoot.Executables.Elf;

/// <summary>A relocation (System V ABI, "Relocation").</summary>
/// <param name="Offset">Where in the section that it belongs to.</param>
/// <param name="Symbol">The index of the symbol.</param>
/// <param name="Type">What is to be done, as the machine's supplement numbers it.</param>
/// <param name="Addend">What is added; 0 where the place itself holds it.</param>
internal readonly record struct ElfRelocation(ulong Offset, uint Symbol, uint Type, long Addend)
{
    public static int SizeOf(bool isWide, bool hasAddend) => (isWide ? 8 : 4) * (hasAddend ? 3 : 2);

    public static ElfRelocation Read(ReadOnlySpan<byte> source, bool isWide, bool hasAddend)
    {
        if (isWide)
        {
            var information = BinaryPrimitives.ReadUInt64LittleEndian(source[8..]);
            return new ElfRelocation(
                BinaryPrimitives.ReadUInt64LittleEndian(source), (uint)(information >> 32), (uint)information,
                hasAddend ? BinaryPrimitives.ReadInt64LittleEndian(source[16..]) : 0);
        }

        var narrow = BinaryPrimitives.ReadUInt32LittleEndian(source[4..]);
        return new ElfRelocation(
            BinaryPrimitives.ReadUInt32LittleEndian(source), narrow >> 8, narrow & 0xFF, hasAddend ? BinaryPrimitives.ReadInt32LittleEndian(source[8..]) : 0);
    }
}
