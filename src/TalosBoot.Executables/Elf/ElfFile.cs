using System.Buffers.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Executables.Elf;

/// <summary>A little-endian ELF file in memory: its sections, symbols and relocations (System V ABI, "Object Files").</summary>
internal sealed class ElfFile
{
    /// <summary>More than any program of a boot loader has.</summary>
    const int MaximumSectionCount = 4096;

    const int IdentificationSize = 16;

    readonly byte[] _bytes;
    readonly string _name;

    ElfFile(byte[] bytes, string name, bool isWide)
    {
        _bytes = bytes;
        _name = name;
        IsWide = isWide;
    }

    /// <summary>Whether it has 64-bit words.</summary>
    public bool IsWide { get; }

    /// <summary><c>e_type</c>: 1 for an object, 2 for a program with fixed addresses.</summary>
    public ushort Type { get; private init; }

    /// <summary><c>e_machine</c>.</summary>
    public ushort Machine { get; private init; }

    /// <summary>The sections, the empty first one included, so that they have their numbers as indexes.</summary>
    public IReadOnlyList<ElfSection> Sections { get; private set; } = [];

    /// <summary>Reads the header and the section table.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">What it is, for messages.</param>
    /// <exception cref="ImageFormatException">It is no little-endian ELF file, or is damaged (TB4421).</exception>
    public static ElfFile Read(byte[] bytes, string name)
    {
        if (bytes.Length < 20 || !bytes.AsSpan().StartsWith("\u007fELF"u8) || bytes[4] is not (1 or 2) || bytes[5] != 1)
        {
            throw Damaged(name, 0, "it is no little-endian ELF file");
        }

        var isWide = bytes[4] == 2;
        if (bytes.Length < (isWide ? 64 : 52))
        {
            throw Damaged(name, bytes.Length, "it ends within its header");
        }

        var result = new ElfFile(bytes, name, isWide)
        {
            Type = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(IdentificationSize)),
            Machine = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(IdentificationSize + 2)),
        };
        result.Sections = result.ReadSections();
        result.CheckRelocations();
        return result;
    }

    /// <summary>The content of a section that has one in the file.</summary>
    public ReadOnlySpan<byte> ContentOf(ElfSection section) => _bytes.AsSpan((int)section.Offset, (int)section.Size);

    /// <summary>Reads a symbol table.</summary>
    public ElfSymbol[] ReadSymbols(ElfSection table)
    {
        var size = IsWide ? ElfSymbol.WideSize : ElfSymbol.NarrowSize;
        RequireTable(table, size);
        var content = ContentOf(table);
        var strings = Section(table.Link, ".strtab");
        Require(strings.HasContent, strings.Offset, "its names of symbols are not in the file");
        var names = ContentOf(strings);
        var result = new ElfSymbol[content.Length / size];
        var namesLength = 0L;
        for (var index = 0; index < result.Length; index++)
        {
            result[index] = ElfSymbol.Read(content[(index * size)..], IsWide, names, position => Damaged(_name, (long)strings.Offset + position, "the name of a symbol is not within it"));

            // Names may share their ends. Those of a linker do so rarely.
            namesLength += result[index].Name.Length;
            Require(namesLength <= _bytes.Length, strings.Offset, $"its symbols have names of more than its {_bytes.Length} bytes together");
        }

        return result;
    }

    /// <summary>The relocations of a table with or without addends, in order.</summary>
    /// <exception cref="ImageFormatException">It does not consist of relocations (TB4421). Thrown before the first one.</exception>
    public IEnumerable<ElfRelocation> ReadRelocations(ElfSection table)
    {
        var hasAddend = table.Type == ElfSection.RelocationsWithAddends;
        var size = ElfRelocation.SizeOf(IsWide, hasAddend);
        RequireTable(table, size);
        return Enumerable.Range(0, (int)table.Size / size).Select(
            index => ElfRelocation.Read(ContentOf(table)[(index * size)..], IsWide, hasAddend));
    }

    /// <summary>The section of a number.</summary>
    public ElfSection Section(uint index, string what) =>
        index < Sections.Count ? Sections[(int)index] : throw Damaged(_name, 0, $"the section {index} of {what} does not exist");

    /// <summary>What is thrown for a damaged file.</summary>
    public ImageFormatException Damaged(ulong offset, string message) => Damaged(_name, (long)offset, message);

    static ImageFormatException Damaged(string name, long offset, string message) => new(
        DiagnosticIds.GrubFileDamaged, name, offset, $"{message}. The file is damaged, or not what its name says.");

    ElfSection[] ReadSections()
    {
        var offset = IsWide ? BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(40)) : BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(32));
        var tail = _bytes.AsSpan(IsWide ? 58 : 46);
        int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(tail);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(tail[2..]);
        var size = IsWide ? ElfSection.WideSize : ElfSection.NarrowSize;
        Require(count is > 0 and <= MaximumSectionCount, 0, $"it has {count} sections; 1 to {MaximumSectionCount} are accepted");
        Require(entrySize == size, 0, $"entries of its section table have {entrySize} bytes instead of {size}");
        Require(offset <= (ulong)_bytes.Length && (ulong)(count * size) <= (ulong)_bytes.Length - offset, offset, "its section table is not within it");
        var result = new ElfSection[count];
        for (var index = 0; index < count; index++)
        {
            var section = ElfSection.Read(_bytes.AsSpan((int)offset + (index * size)), index, IsWide);
            Require(
                !section.HasContent || (section.Offset <= (ulong)_bytes.Length && section.Size <= (ulong)_bytes.Length - section.Offset), section.Offset,
                $"section {index} of {section.Size} bytes is not within it");
            result[index] = section;
        }

        return result;
    }

    // Tables have places of their own. Headers that share one would make more relocations of a file than it has bytes.
    void CheckRelocations()
    {
        var left = (ulong)_bytes.Length;
        foreach (var table in Sections.Where(section => section.Type is ElfSection.Relocations or ElfSection.RelocationsWithAddends))
        {
            Require(table.Size <= left, table.Offset, $"its tables of relocations have more than its {_bytes.Length} bytes together");
            left -= table.Size;
        }
    }

    void RequireTable(ElfSection table, int entrySize) => Require(
        table.HasContent && table.EntrySize == (ulong)entrySize && table.Size % (ulong)entrySize == 0, table.Offset,
        $"a table of {table.Size} bytes does not consist of entries of {entrySize} bytes");

    void Require(bool condition, ulong offset, string message)
    {
        if (!condition)
        {
            throw Damaged(offset, message);
        }
    }
}
