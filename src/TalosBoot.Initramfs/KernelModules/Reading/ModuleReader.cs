using System.Text;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Executables.Elf;

namespace TalosBoot.Initramfs.KernelModules.Reading;

/// <summary>
/// Reads what the indexes need out of a module (docs/formats/initramfs.md). Only the sections that carry it are read; a signature behind the ELF
/// file does not matter.
/// </summary>
internal static class ModuleReader
{
    const int VersionSize = 64;

    /// <summary>Reads a module. Whether it is compressed is told by its first bytes, not by its name, as in kmod.</summary>
    /// <exception cref="ImageFormatException">The file is damaged.</exception>
    public static ModuleContent Read(BlobSource source, CancellationToken cancellationToken)
    {
        var sections = ElfSections.Read(CompressedModule.Open(source, cancellationToken), cancellationToken);
        var exports = new NameListBuilder();
        var needs = new NameListBuilder();
        var weakNeeds = new NameListBuilder();
        var hasSymbolTable = ReadSymbols(sections, exports, needs, weakNeeds, cancellationToken);
        if (exports.IsEmpty)
        {
            ReadExportedNames(sections, exports, cancellationToken);
        }

        if (hasSymbolTable)
        {
            ReadVersions(sections, needs, cancellationToken);
        }

        return new ModuleContent(
            exports.Build(), needs.Build(), weakNeeds.Build(), ReadInformation(sections, cancellationToken), hasSymbolTable);
    }

    static bool ReadSymbols(
        ElfSections sections,
        NameListBuilder exports,
        NameListBuilder needs,
        NameListBuilder weakNeeds,
        CancellationToken cancellationToken)
    {
        if (sections.SymbolTable is not { } tableSection || sections.Strings is not { } stringSection)
        {
            return false;
        }

        var size = sections.Layout.SymbolSize;
        if (tableSection.Length % size != 0)
        {
            throw ElfSections.Damaged(
                tableSection.Offset, $".symtab of {tableSection.Length} bytes is not made of entries of {size} bytes");
        }

        using var table = sections.Read(tableSection, cancellationToken);
        using var stringBytes = sections.Read(stringSection, cancellationToken);
        var strings = stringBytes.Span;
        for (var position = size; position < table.Span.Length; position += size)
        {
            var symbol = sections.Layout.ReadSymbol(table.Span[position..]);
            if (symbol.Name >= (uint)strings.Length)
            {
                throw ElfSections.Damaged(
                    tableSection.Offset + position,
                    $"the name of a symbol at {symbol.Name} is not within .strtab of {strings.Length} bytes");
            }

            var isUndefined = symbol.Section == ElfLayout.UndefinedSection;
            if (!isUndefined && !strings[(int)symbol.Name..].StartsWith("__crc_"u8))
            {
                continue;
            }

            var name = ElfSections.NameAt(strings, (int)symbol.Name);
            if (name.StartsWith("__crc_"u8))
            {
                AddExport(exports, name["__crc_"u8.Length..], tableSection.Offset + position);
            }

            if (isUndefined && !name.IsEmpty)
            {
                needs.Add(name);
                if (symbol.Binding == ElfLayout.WeakBinding)
                {
                    weakNeeds.Add(name);
                }
            }
        }

        return true;
    }

    static void ReadExportedNames(ElfSections sections, NameListBuilder exports, CancellationToken cancellationToken)
    {
        if (sections.ExportedNames is not { Length: > 0 } section)
        {
            return;
        }

        using var bytes = sections.Read(section, cancellationToken);
        if (bytes.Span[^1] != 0)
        {
            throw ElfSections.Damaged(section.Offset, "__ksymtab_strings does not end with a NUL");
        }

        foreach (var range in bytes.Span.Split((byte)0))
        {
            AddExport(exports, bytes.Span[range], section.Offset);
        }
    }

    /// <summary>
    /// The symbol table names what is needed first; the versions add to it what only they name, such as <c>module_layout</c>.
    /// </summary>
    static void ReadVersions(ElfSections sections, NameListBuilder needs, CancellationToken cancellationToken)
    {
        if (sections.Versions is not { } section || section.Length % VersionSize != 0)
        {
            return;
        }

        using var bytes = sections.Read(section, cancellationToken);
        var checksumSize = sections.Layout == ElfLayout.Wide ? 8 : 4;
        for (var position = 0; position < bytes.Span.Length; position += VersionSize)
        {
            var field = bytes.Span.Slice(position + checksumSize, VersionSize - checksumSize);
            var end = field.IndexOf((byte)0);
            if (end < 0)
            {
                throw ElfSections.Damaged(section.Offset + position, "the name of a version does not end within its field");
            }

            needs.Add(field[..end]);
        }
    }

    static ModuleInformation ReadInformation(ElfSections sections, CancellationToken cancellationToken)
    {
        if (sections.Information is not { } section)
        {
            return ModuleInformation.Empty;
        }

        using var bytes = sections.Read(section, cancellationToken);
        var information = ModuleInformation.Parse(bytes.Span);
        foreach (var alias in information.Aliases)
        {
            if (!Ascii.IsValid(alias))
            {
                throw ElfSections.Damaged(section.Offset, $"the alias \"{Encoding.Latin1.GetString(alias)}\" is not ASCII");
            }
        }

        return information;
    }

    static void AddExport(NameListBuilder exports, ReadOnlySpan<byte> name, long offset)
    {
        if (!Ascii.IsValid(name))
        {
            throw ElfSections.Damaged(offset, $"the exported symbol \"{Encoding.Latin1.GetString(name)}\" is not ASCII");
        }

        if (!name.IsEmpty)
        {
            exports.Add(name);
        }
    }
}
