using System.Buffers.Binary;

namespace TalosBoot.Executables.Elf;

/// <summary>An entry of a section table (System V ABI, "Sections").</summary>
internal readonly record struct ElfSection(
    int Index, uint Type, ulong Flags, ulong Address, ulong Offset, ulong Size, uint Link, uint Information, ulong Alignment, ulong EntrySize)
{
    public const int NarrowSize = 40;
    public const int WideSize = 64;

    public const uint ProgramData = 1;
    public const uint Symbols = 2;
    public const uint RelocationsWithAddends = 4;
    public const uint NoContent = 8;
    public const uint Relocations = 9;

    const ulong Allocated = 2;
    const ulong Executable = 4;

    /// <summary>Whether bytes of it are in the file.</summary>
    public bool HasContent => Type is not (0 or NoContent);

    /// <summary>Whether it takes memory when the program runs.</summary>
    public bool IsAllocated => (Flags & Allocated) != 0;

    public bool IsExecutable => (Flags & Executable) != 0;

    public static ElfSection Read(ReadOnlySpan<byte> source, int index, bool isWide) => isWide
        ? new ElfSection(
            index, U32(source[4..]), U64(source[8..]), U64(source[16..]), U64(source[24..]), U64(source[32..]), U32(source[40..]), U32(source[44..]),
            U64(source[48..]), U64(source[56..]))
        : new ElfSection(
            index, U32(source[4..]), U32(source[8..]), U32(source[12..]), U32(source[16..]), U32(source[20..]), U32(source[24..]), U32(source[28..]),
            U32(source[32..]), U32(source[36..]));

    static uint U32(ReadOnlySpan<byte> source) => BinaryPrimitives.ReadUInt32LittleEndian(source);

    static ulong U64(ReadOnlySpan<byte> source) => BinaryPrimitives.ReadUInt64LittleEndian(source);
}
