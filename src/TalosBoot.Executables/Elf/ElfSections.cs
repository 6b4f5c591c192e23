using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Executables.Elf;

/// <summary>Where the sections of a module lie that the indexes are made from.</summary>
internal sealed class ElfSections
{
    /// <summary>The largest section that is read: more than ten times that of the largest module known.</summary>
    public const int MaximumSectionSize = 64 * 1024 * 1024;

    /// <summary>The longest name that is read: the kernel's own limit for symbols is 512 bytes.</summary>
    public const int MaximumNameLength = 4096;

    const string Format = "ELF module";

    readonly BlobSource _source;

    ElfSections(BlobSource source, ElfLayout layout)
    {
        _source = source;
        Layout = layout;
    }

    public ElfLayout Layout { get; }

    public (long Offset, int Length)? SymbolTable { get; private set; }

    public (long Offset, int Length)? Strings { get; private set; }

    public (long Offset, int Length)? Information { get; private set; }

    public (long Offset, int Length)? Versions { get; private set; }

    public (long Offset, int Length)? ExportedNames { get; private set; }

    /// <summary>Reads the header and the section table. The file type and the machine are not looked at, as kmod does not.</summary>
    /// <exception cref="ImageFormatException">It is no little-endian ELF file, or is damaged.</exception>
    public static ElfSections Read(BlobSource source, CancellationToken cancellationToken)
    {
        Span<byte> header = stackalloc byte[ElfLayout.Wide.HeaderSize];
        header = header[..(int)Math.Min(header.Length, source.Length)];
        source.Read(0, header, cancellationToken);
        var result = new ElfSections(source, Identify(header));
        var table = result.Layout.ReadSectionTable(header);
        if (table.EntrySize != result.Layout.SectionHeaderSize)
        {
            throw Damaged(0, $"entries of the section table have {table.EntrySize} bytes instead of {result.Layout.SectionHeaderSize}");
        }

        var (offset, length) = result.Locate(table.Offset, (ulong)table.EntrySize * (ulong)table.Count, "section table");
        using var entries = PooledBytes.Read(source, offset, length, cancellationToken);
        result.Collect(entries.Span, table.NamesSection, cancellationToken);
        return result;
    }

    /// <summary>Reads a section. The caller disposes it.</summary>
    public PooledBytes Read((long Offset, int Length) section, CancellationToken cancellationToken) =>
        PooledBytes.Read(_source, section.Offset, section.Length, cancellationToken);

    /// <summary>What is thrown for a damaged module.</summary>
    public static ImageFormatException Damaged(long offset, string message) =>
        new(DiagnosticIds.KernelModuleUnreadable, Format, offset, $"{message}. The module is damaged.");

    static ElfLayout Identify(ReadOnlySpan<byte> header)
    {
        if (header.Length <= ElfLayout.IdentificationSize || !header.StartsWith("\u007fELF"u8))
        {
            throw Damaged(0, "the file does not start with the mark of an ELF file");
        }

        var layout = header[4] switch
        {
            1 => ElfLayout.Narrow,
            2 => ElfLayout.Wide,
            _ => throw Damaged(4, $"the word size {header[4]} is unknown"),
        };
        if (header[5] != 1)
        {
            throw Damaged(5, $"the byte order {header[5]} is not little-endian (1)");
        }

        return header.Length >= layout.HeaderSize ? layout : throw Damaged(header.Length, "the file ends within its header");
    }

    void Collect(ReadOnlySpan<byte> entries, int namesSection, CancellationToken cancellationToken)
    {
        var size = Layout.SectionHeaderSize;
        if (namesSection == 0 || namesSection >= entries.Length / size)
        {
            throw Damaged(0, $"the section {namesSection} of section names does not exist");
        }

        var names = Layout.ReadSectionHeader(entries[(namesSection * size)..]);
        var (offset, length) = Locate(names.Offset, names.Size, "section of section names");
        using var nameBytes = PooledBytes.Read(_source, offset, length, cancellationToken);
        for (var position = size; position < entries.Length; position += size)
        {
            var section = Layout.ReadSectionHeader(entries[position..]);
            if (section.Name < (uint)length)
            {
                Assign(NameAt(nameBytes.Span, (int)section.Name), section.Offset, section.Size);
            }
        }
    }

    /// <summary>The first section of a name counts.</summary>
    void Assign(ReadOnlySpan<byte> name, ulong offset, ulong size)
    {
        switch (name)
        {
            case var _ when name.SequenceEqual(".symtab"u8):
                SymbolTable ??= Locate(offset, size, ".symtab");
                break;
            case var _ when name.SequenceEqual(".strtab"u8):
                Strings ??= Locate(offset, size, ".strtab");
                break;
            case var _ when name.SequenceEqual(".modinfo"u8):
                Information ??= Locate(offset, size, ".modinfo");
                break;
            case var _ when name.SequenceEqual("__versions"u8):
                Versions ??= Locate(offset, size, "__versions");
                break;
            case var _ when name.SequenceEqual("__ksymtab_strings"u8):
                ExportedNames ??= Locate(offset, size, "__ksymtab_strings");
                break;
        }
    }

    /// <summary>The name that starts at a place; it ends before its NUL, or with the bytes.</summary>
    public static ReadOnlySpan<byte> NameAt(ReadOnlySpan<byte> strings, int start)
    {
        var text = strings[start..];
        text = text[..Math.Min(text.Length, MaximumNameLength + 1)];
        var end = text.IndexOf((byte)0);
        return end >= 0 ? text[..end]
            : text.Length <= MaximumNameLength ? text
            : throw Damaged(start, $"a name has more than {MaximumNameLength} bytes");
    }

    (long Offset, int Length) Locate(ulong offset, ulong size, string what)
    {
        var available = (ulong)_source.Length;
        if (offset > available || size > available - offset)
        {
            throw Damaged(
                (long)Math.Min(offset, available), $"{what} of {size} bytes at {offset} is not within the file of {available} bytes");
        }

        return size <= MaximumSectionSize
            ? ((long)offset, (int)size)
            : throw new ImageFormatException(
                DiagnosticIds.LimitExceeded, Format, (long)offset, $"{what} has {size} bytes; the limit is {MaximumSectionSize} bytes");
    }
}
