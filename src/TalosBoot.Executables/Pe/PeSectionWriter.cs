using System.Buffers.Binary;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Executables.Pe.OnDisk;

namespace TalosBoot.Executables.Pe;

/// <summary>Appends sections to a PE image, laid out byte for byte as Talos' own imager does (docs/formats/uki.md).</summary>
/// <remarks>
/// The headers are written anew and the data moves behind them, so a stub needs no free room in its headers. What lies behind the stub's
/// last section (a signature, an overlay) is not carried over.
/// </remarks>
public static class PeSectionWriter
{
    // Fixed places of the layout: the DOS program of the stub is dropped, and the PE header follows at 0x80.
    const int DosHeaderSize = 0x40;
    const int PeOffsetField = 0x3c;
    const int PeOffset = 0x80;
    const int OptionalHeaderOffset = PeOffset + 4 + 20;
    const int OptionalHeaderSize = 240;
    const int SectionTableOffset = OptionalHeaderOffset + OptionalHeaderSize;
    const int DirectoryCount = 16;
    const uint InitializedData = 0x0000_0040;
    const uint ReadableData = 0x4000_0000 | InitializedData;

    /// <summary>Plans an image: the sections of a stub, and new ones behind them.</summary>
    /// <param name="stub">The stub, a PE32+ image.</param>
    /// <param name="sections">The sections to append, in order. A name may occur more than once.</param>
    /// <param name="clock">The time stamp.</param>
    /// <returns>The image. All contents are placed; none is read or copied.</returns>
    /// <exception cref="ImageFormatException">The stub has symbols (TB4404), or headers that this layout cannot keep (TB4402).</exception>
    /// <exception cref="LayoutException">The image would be larger than 4 GiB (TB5003), or its headers would cover its first section
    /// (TB5002).</exception>
    public static BlobSource Append(PeImage stub, IReadOnlyList<PeNewSection> sections, BuildClock clock)
    {
        ArgumentNullException.ThrowIfNull(stub);
        ArgumentNullException.ThrowIfNull(sections);
        CheckStub(stub);
        var table = PlanTable(stub, sections, out var sizeOfHeaders);
        var headers = new byte[sizeOfHeaders];
        WriteHeaders(headers, stub, table, clock);
        var builder = new SparseImageBuilder().Place(0, headers, "headers");
        for (var index = 0; index < table.Length; index++)
        {
            var content = index < stub.SectionHeaders.Count
                ? stub.RawDataOf(stub.SectionHeaders[index])
                : sections[index - stub.SectionHeaders.Count].Content;
            builder.Place(table[index].PointerToRawData, content, $"section {table[index].Name}");
        }

        return builder.Build(table[^1].RawEnd);
    }

    static void CheckStub(PeImage stub)
    {
        if (stub.FileHeader.PointerToSymbolTable != 0 || stub.FileHeader.NumberOfSymbols != 0)
        {
            throw new ImageFormatException(
                DiagnosticIds.PeStubHasSymbols, PeImage.FormatName, stub.PeOffset + 12,
                $"the stub has a symbol table of {stub.FileHeader.NumberOfSymbols} entries, which sections cannot be appended to. "
                + "Strip it (objcopy --strip-all), or use the stub of the Talos release.");
        }

        if (stub.FileHeader.SizeOfOptionalHeader != OptionalHeaderSize || stub.DataDirectories.Count != DirectoryCount
            || stub.SectionHeaders.Count == 0)
        {
            throw new ImageFormatException(
                DiagnosticIds.PeHeaderInvalid, PeImage.FormatName, stub.PeOffset + 20,
                $"the stub has an optional header of {stub.FileHeader.SizeOfOptionalHeader} bytes, {stub.DataDirectories.Count} data "
                + $"directories and "
                + $"{stub.SectionHeaders.Count} sections; a stub has {OptionalHeaderSize} bytes, {DirectoryCount} directories and a "
                + $"section.");
        }

        foreach (var odd in stub.SectionHeaders.Where(section => section.RawLength % stub.FileAlignment != 0))
        {
            throw new ImageFormatException(
                DiagnosticIds.PeSectionInvalid, PeImage.FormatName, odd.PointerToRawData,
                $"section {odd.Name} has {odd.RawLength} bytes, which is no multiple of the file alignment {stub.FileAlignment}.");
        }
    }

    static PeSectionHeader[] PlanTable(PeImage stub, IReadOnlyList<PeNewSection> sections, out int sizeOfHeaders)
    {
        var count = stub.SectionHeaders.Count + sections.Count;

        // The 4 bytes of the PE signature are not counted. With an alignment of 512 the table fits all the same, and the bytes have to be
        // upstream's.
        var headerLength = Alignment.Up(PeOffset + 20L + OptionalHeaderSize + ((long)PeSectionHeader.Size * count), stub.FileAlignment);
        CheckHeaderRoom(stub, count, headerLength);
        sizeOfHeaders = (int)headerLength;
        var table = new PeSectionHeader[count];
        var rawOffset = headerLength;
        var last = stub.SectionHeaders[^1];
        var address = Alignment.Up((long)last.VirtualAddress + last.VirtualSize, stub.SectionAlignment);
        for (var index = 0; index < count; index++)
        {
            var isNew = index >= stub.SectionHeaders.Count;
            var header = isNew
                ? NewHeader(sections[index - stub.SectionHeaders.Count], address, stub.FileAlignment)
                : Carried(stub.SectionHeaders[index]);
            table[index] = header with { PointerToRawData = (uint)rawOffset };
            rawOffset = WithinField(header.Name, rawOffset + header.SizeOfRawData);
            if (isNew)
            {
                address = Alignment.Up(address + header.VirtualSize, stub.SectionAlignment);
            }
        }

        return table;
    }

    static void CheckHeaderRoom(PeImage stub, int count, long headerLength)
    {
        var tableEnd = SectionTableOffset + ((long)PeSectionHeader.Size * count);
        var room = stub.SectionHeaders.Min(section => section.VirtualAddress);
        if (headerLength > room || tableEnd > headerLength)
        {
            throw new LayoutException(
                DiagnosticIds.PartOutOfBounds, "section table", tableEnd, Math.Min(room, headerLength),
                $"the headers of {count} sections would cover the first section of the image in memory. Use fewer sections, or a stub "
                + $"with more room.");
        }
    }

    static PeSectionHeader Carried(PeSectionHeader header) => header with
    {
        SizeOfRawData = header.RawLength,
        PointerToRelocations = 0,
        PointerToLinenumbers = 0,
        NumberOfRelocations = 0,
        NumberOfLinenumbers = 0,
    };

    static PeSectionHeader NewHeader(PeNewSection section, long address, long fileAlignment)
    {
        WithinField(section.Name, address + section.Content.Length);
        var rawSize = WithinField(section.Name, Alignment.Up(section.Content.Length, fileAlignment));
        return new PeSectionHeader(
            PeSectionHeader.EncodeName(section.Name),
            (uint)section.Content.Length, (uint)address, (uint)rawSize, 0, 0, 0, 0, 0, ReadableData);
    }

    static long WithinField(string section, long value) =>
        value <= uint.MaxValue
            ? value
            : throw new LayoutException(
                DiagnosticIds.FieldOverflow, $"section {section}", value, uint.MaxValue, "a PE image ends before 4 GiB. Put less into it.");

    static void WriteHeaders(Span<byte> headers, PeImage stub, PeSectionHeader[] table, BuildClock clock)
    {
        stub.Content.Read(0, headers[..DosHeaderSize]);
        BinaryPrimitives.WriteUInt32LittleEndian(headers[PeOffsetField..], PeOffset);
        "PE\0\0"u8.CopyTo(headers[PeOffset..]);
        (stub.FileHeader with { NumberOfSections = (ushort)table.Length, TimeDateStamp = (uint)clock.UnixSeconds })
            .Write(headers[(PeOffset + 4)..]);

        // The data directories are kept as they are.
        stub.Content.Read(stub.OptionalHeaderOffset, headers.Slice(OptionalHeaderOffset, OptionalHeaderSize));
        NewOptionalHeader(stub.OptionalHeader, table, (uint)headers.Length).Write(headers[OptionalHeaderOffset..]);
        for (var index = 0; index < table.Length; index++)
        {
            table[index].Write(headers[(SectionTableOffset + (index * PeSectionHeader.Size))..]);
        }
    }

    static PeOptionalHeader NewOptionalHeader(PeOptionalHeader old, PeSectionHeader[] table, uint sizeOfHeaders)
    {
        var end = old.ImageBase + table[^1].VirtualAddress + table[^1].VirtualSize;
        return old with
        {
            MajorLinkerVersion = 0,
            MinorLinkerVersion = 0,
            CheckSum = 0,
            SizeOfHeaders = sizeOfHeaders,
            SizeOfImage = (uint)WithinField(table[^1].Name, (long)(Alignment.Up<ulong>(end, old.SectionAlignment) - old.ImageBase)),
            SizeOfInitializedData = SumOfRawData(table.Where(section => (section.Characteristics & InitializedData) != 0)),
            SizeOfCode = SumOfRawData(table.Where(section => (section.Characteristics & InitializedData) == 0)),
        };
    }

    static uint SumOfRawData(IEnumerable<PeSectionHeader> sections) => (uint)sections.Sum(section => (long)section.SizeOfRawData);
}
