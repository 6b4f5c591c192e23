using System.Buffers.Binary;
using System.Text;

namespace TalosBoot.Initramfs.Tests.KernelModules;

/// <summary>A small ELF file with what depmod looks at (System V ABI: figures of the ELF header, section header and symbol table entry).</summary>
sealed record ElfModule
{
    public bool IsWide { get; init; } = true;

    public string[] Exports { get; init; } = [];

    public string[] Needs { get; init; } = [];

    public string[] WeakNeeds { get; init; } = [];

    public string[] Versions { get; init; } = [];

    public string[] ExportedNames { get; init; } = [];

    public string[] Information { get; init; } = [];

    public bool HasSymbols { get; init; } = true;

    public byte[] ToBytes()
    {
        var strings = new MemoryStream();
        strings.WriteByte(0);
        var symbols = new MemoryStream();
        WriteSymbol(symbols, 0, 0, 0);
        foreach (var (name, binding, section) in Exports.Select(name => ($"__crc_{name}", 1, 0xFFF1))
            .Concat(Needs.Select(name => (name, 1, 0))).Concat(WeakNeeds.Select(name => (name, 2, 0))))
        {
            WriteSymbol(symbols, (uint)strings.Position, binding, section);
            strings.Write(Encoding.Latin1.GetBytes(name + "\0"));
        }

        List<(string Name, byte[] Content)> sections =
        [
            ("", []),
            (".modinfo", Encoding.Latin1.GetBytes(string.Concat(Information.Select(text => text + "\0")))),
            ("__versions", [.. Versions.SelectMany(Version)]),
            ("__ksymtab_strings", Encoding.Latin1.GetBytes(string.Concat(ExportedNames.Select(text => text + "\0")))),
        ];
        if (HasSymbols)
        {
            sections.Add((".symtab", symbols.ToArray()));
            sections.Add((".strtab", strings.ToArray()));
        }

        return Assemble(sections);
    }

    byte[] Assemble(List<(string Name, byte[] Content)> sections)
    {
        var headerSize = IsWide ? 64 : 52;
        var entrySize = IsWide ? 64 : 40;
        var names = new List<byte>();
        var nameOffsets = sections.Append((".shstrtab", [])).Select(section =>
        {
            var offset = names.Count;
            names.AddRange(Encoding.ASCII.GetBytes(section.Item1 + "\0"));
            return offset;
        }).ToArray();
        sections.Add((".shstrtab", names.ToArray()));
        var tableOffset = headerSize + sections.Sum(section => section.Content.Length);
        var result = new byte[tableOffset + (sections.Count * entrySize)];
        "\u007fELF"u8.CopyTo(result);
        result[4] = (byte)(IsWide ? 2 : 1);
        result[5] = 1;
        result[6] = 1;
        WriteWord(result.AsSpan(IsWide ? 40 : 32), tableOffset);
        var tail = result.AsSpan(IsWide ? 58 : 46);
        BinaryPrimitives.WriteUInt16LittleEndian(tail, (ushort)entrySize);
        BinaryPrimitives.WriteUInt16LittleEndian(tail[2..], (ushort)sections.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(tail[4..], (ushort)(sections.Count - 1));
        var position = headerSize;
        for (var index = 0; index < sections.Count; index++)
        {
            var entry = result.AsSpan(tableOffset + (index * entrySize), entrySize);
            BinaryPrimitives.WriteInt32LittleEndian(entry, nameOffsets[index]);
            WriteWord(entry[(IsWide ? 24 : 16)..], position);
            WriteWord(entry[(IsWide ? 32 : 20)..], sections[index].Content.Length);
            sections[index].Content.CopyTo(result, position);
            position += sections[index].Content.Length;
        }

        return result;
    }

    void WriteWord(Span<byte> destination, int value)
    {
        if (IsWide)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination, (ulong)value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(destination, (uint)value);
        }
    }

    void WriteSymbol(MemoryStream symbols, uint name, int binding, int section)
    {
        var entry = new byte[IsWide ? 24 : 16];
        BinaryPrimitives.WriteUInt32LittleEndian(entry, name);
        entry[IsWide ? 4 : 12] = (byte)(binding << 4);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(IsWide ? 6 : 14), (ushort)section);
        symbols.Write(entry);
    }

    byte[] Version(string name)
    {
        var entry = new byte[64];
        Encoding.Latin1.GetBytes(name, entry.AsSpan(IsWide ? 8 : 4));
        return entry;
    }
}
