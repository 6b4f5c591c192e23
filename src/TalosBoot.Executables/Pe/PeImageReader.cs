using System.Buffers.Binary;
using System.Numerics;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Executables.Pe.OnDisk;

namespace TalosBoot.Executables.Pe;

/// <summary>Reads and checks the headers. Nothing is allocated before its size was checked.</summary>
internal static class PeImageReader
{
    const int DosHeaderSize = 0x40;
    const int PeOffsetField = 0x3c;
    const int DirectorySize = 8;
    const int DirectoryLimit = 16;
    const int SectionLimit = 1024;

    public static PeImage Read(BlobSource content)
    {
        var peOffset = ReadPeOffset(content);
        var fileHeader = ReadStructure<PeFileHeader>(content, peOffset + 4);
        var optionalOffset = peOffset + 4 + PeFileHeader.Size;
        var optionalHeader = ReadOptionalHeader(content, optionalOffset, fileHeader.SizeOfOptionalHeader);
        var directories = ReadDirectories(content, optionalOffset + PeOptionalHeader.Size, (int)optionalHeader.NumberOfRvaAndSizes);
        if (fileHeader.NumberOfSections > SectionLimit)
        {
            throw new ImageFormatException(
                DiagnosticIds.LimitExceeded, PeImage.FormatName, peOffset + 6,
                $"the image has {fileHeader.NumberOfSections} sections; at most {SectionLimit} are read.");
        }

        var tableOffset = optionalOffset + fileHeader.SizeOfOptionalHeader;
        var sections = ReadSections(content, tableOffset, fileHeader.NumberOfSections);
        var tableEnd = tableOffset + (sections.Length * PeSectionHeader.Size);
        if (optionalHeader.SizeOfHeaders < tableEnd || optionalHeader.SizeOfHeaders > content.Length)
        {
            throw InvalidHeader(
                optionalOffset + 0x3c,
                $"SizeOfHeaders is {optionalHeader.SizeOfHeaders}; the section table ends at byte {tableEnd} and the file at byte "
                + $"{content.Length}.");
        }

        CheckRawRanges(content, optionalHeader.SizeOfHeaders, sections, tableOffset);
        CheckVirtualRanges(sections, tableOffset);
        return new PeImage(content, peOffset, fileHeader, optionalHeader, directories, sections);
    }

    internal static byte[] ReadBytes(BlobSource content, long offset, int count)
    {
        if (offset > content.Length - count)
        {
            throw new ImageFormatException(
                DiagnosticIds.Truncated, PeImage.FormatName, offset,
                $"needs {count} bytes and has {Math.Max(0, content.Length - offset)}. The input is cut short or damaged.");
        }

        var bytes = new byte[count];
        content.Read(offset, bytes);
        return bytes;
    }

    static long ReadPeOffset(BlobSource content)
    {
        var dosHeader = ReadBytes(content, 0, DosHeaderSize);
        if (!dosHeader.AsSpan().StartsWith("MZ"u8))
        {
            throw NotAnImage(0, "the file does not start with \"MZ\".");
        }

        long peOffset = BinaryPrimitives.ReadUInt32LittleEndian(dosHeader.AsSpan(PeOffsetField));
        if (peOffset < DosHeaderSize)
        {
            throw NotAnImage(PeOffsetField, $"the PE header would start at byte {peOffset}, within the DOS header.");
        }

        return ReadBytes(content, peOffset, 4).AsSpan().SequenceEqual("PE\0\0"u8)
            ? peOffset
            : throw NotAnImage(peOffset, "there is no PE signature.");
    }

    static PeOptionalHeader ReadOptionalHeader(BlobSource content, long offset, int size)
    {
        var magic = BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(content, offset, 2));
        if (magic != PeOptionalHeader.Pe32PlusMagic)
        {
            throw NotAnImage(offset, $"the magic of the optional header is 0x{magic:x4}; a PE32+ image has 0x020b.");
        }

        var header = ReadStructure<PeOptionalHeader>(content, offset);
        if (header.NumberOfRvaAndSizes > DirectoryLimit || size < PeOptionalHeader.Size + (header.NumberOfRvaAndSizes * DirectorySize))
        {
            throw InvalidHeader(
                offset + 0x6c,
                $"an optional header of {size} bytes has no room for {header.NumberOfRvaAndSizes} data directories (at most "
                + $"{DirectoryLimit}).");
        }

        if (!BitOperations.IsPow2(header.SectionAlignment) || !BitOperations.IsPow2(header.FileAlignment)
            || header.FileAlignment > header.SectionAlignment || header.FileAlignment > 0x1_0000)
        {
            throw InvalidHeader(
                offset + 0x20,
                $"the alignments {header.SectionAlignment} (sections) and {header.FileAlignment} (file) are no powers of two in that "
                + $"order.");
        }

        return header.ImageBase <= long.MaxValue
            ? header
            : throw InvalidHeader(offset + 0x18, $"the image base 0x{header.ImageBase:x} leaves no room for an image.");
    }

    static PeDataDirectory[] ReadDirectories(BlobSource content, long offset, int count)
    {
        var bytes = ReadBytes(content, offset, count * DirectorySize);
        var reader = new SpanReader(bytes, PeImage.FormatName, offset);
        var directories = new PeDataDirectory[count];
        for (var index = 0; index < count; index++)
        {
            directories[index] = new PeDataDirectory(reader.U32Le(), reader.U32Le());
        }

        return directories;
    }

    static PeSectionHeader[] ReadSections(BlobSource content, long offset, int count)
    {
        var bytes = ReadBytes(content, offset, count * PeSectionHeader.Size);
        var sections = new PeSectionHeader[count];
        for (var index = 0; index < count; index++)
        {
            sections[index] = PeSectionHeader.Read(bytes.AsSpan(index * PeSectionHeader.Size));
        }

        return sections;
    }

    static void CheckRawRanges(BlobSource content, long sizeOfHeaders, PeSectionHeader[] sections, long tableOffset)
    {
        var end = sizeOfHeaders;
        var before = "the headers";
        foreach (var section in sections.Where(section => section.RawLength > 0).OrderBy(section => section.PointerToRawData))
        {
            if (section.PointerToRawData < end)
            {
                throw InvalidSection(
                    tableOffset, $"the data of section {section.Name} starts at byte {section.PointerToRawData}, and {before} end at "
                        + $"byte {end} only.");
            }

            if (section.RawEnd > content.Length)
            {
                throw new ImageFormatException(
                    DiagnosticIds.Truncated, PeImage.FormatName, section.PointerToRawData,
                    $"section {section.Name} has {section.RawLength} bytes from here on, and the file ends at byte {content.Length}. "
                    + "The input is cut short or damaged.");
            }

            end = section.RawEnd;
            before = $"the data of section {section.Name}";
        }
    }

    static void CheckVirtualRanges(PeSectionHeader[] sections, long tableOffset)
    {
        var end = 0L;
        var before = string.Empty;
        foreach (var section in sections.Where(section => section.VirtualSize > 0).OrderBy(section => section.VirtualAddress))
        {
            if (section.VirtualAddress < end)
            {
                throw InvalidSection(tableOffset, $"section {section.Name} would be loaded over section {before}, at address "
                    + $"0x{section.VirtualAddress:x}.");
            }

            end = (long)section.VirtualAddress + section.VirtualSize;
            before = section.Name;
            if (end > uint.MaxValue)
            {
                throw InvalidSection(tableOffset, $"section {section.Name} ends at address 0x{end:x}, beyond 4 GiB.");
            }
        }
    }

    static T ReadStructure<T>(BlobSource content, long offset)
        where T : struct, IOnDiskStructure<T> => T.Read(ReadBytes(content, offset, T.Size));

    static ImageFormatException NotAnImage(long offset, string message) =>
        new(DiagnosticIds.NotAPeImage, PeImage.FormatName, offset, message + " Give an EFI program for a 64-bit machine.");

    static ImageFormatException InvalidHeader(long offset, string message) =>
        new(DiagnosticIds.PeHeaderInvalid, PeImage.FormatName, offset, message);

    static ImageFormatException InvalidSection(long offset, string message) =>
        new(DiagnosticIds.PeSectionInvalid, PeImage.FormatName, offset, message);
}
