using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Executables.Pe.OnDisk;

namespace TalosBoot.Executables.Pe;

/// <summary>A PE32+ image as firmware loads it: the headers and the sections. The data stays where it is.</summary>
public sealed class PeImage
{
    internal const string FormatName = "PE";
    internal const int CertificateTableIndex = 4;

    internal PeImage(
        BlobSource content, long peOffset, PeFileHeader fileHeader, PeOptionalHeader optionalHeader,
        IReadOnlyList<PeDataDirectory> directories,
        IReadOnlyList<PeSectionHeader> sectionHeaders)
    {
        Content = content;
        PeOffset = peOffset;
        FileHeader = fileHeader;
        OptionalHeader = optionalHeader;
        DataDirectories = directories;
        SectionHeaders = sectionHeaders;
        Sections = [.. sectionHeaders.Select(ToSection)];
    }

    /// <summary>The whole file.</summary>
    public BlobSource Content { get; }

    /// <summary>The machine of the file header: 0x8664 for amd64, 0xaa64 for arm64.</summary>
    public int Machine => FileHeader.Machine;

    /// <summary>The architecture that the machine stands for, or null for another machine.</summary>
    public Architecture? Architecture => FileHeader.Machine switch
    {
        PeMachine.Amd64 => Core.Versions.Architecture.Amd64,
        PeMachine.Arm64 => Core.Versions.Architecture.Arm64,
        _ => null,
    };

    /// <summary>The time stamp of the file header, in seconds since 1970.</summary>
    public long TimeDateStamp => FileHeader.TimeDateStamp;

    /// <summary>The flags of the file header.</summary>
    public int Characteristics => FileHeader.Characteristics;

    /// <summary>The address of the entry point, relative to the image base.</summary>
    public long EntryPoint => OptionalHeader.AddressOfEntryPoint;

    /// <summary>The address at which the image wants to be loaded.</summary>
    public long ImageBase => (long)OptionalHeader.ImageBase;

    /// <summary>The unit of addresses in memory, in bytes.</summary>
    public long SectionAlignment => OptionalHeader.SectionAlignment;

    /// <summary>The unit of offsets in the file, in bytes.</summary>
    public long FileAlignment => OptionalHeader.FileAlignment;

    /// <summary>The size of the loaded image in bytes.</summary>
    public long SizeOfImage => OptionalHeader.SizeOfImage;

    /// <summary>The size of all headers in bytes, with their padding.</summary>
    public long SizeOfHeaders => OptionalHeader.SizeOfHeaders;

    /// <summary>The data directories; row 4 is the certificate table.</summary>
    public IReadOnlyList<PeDataDirectory> DataDirectories { get; }

    /// <summary>The sections in the order of the section table.</summary>
    public IReadOnlyList<PeSection> Sections { get; }

    internal long PeOffset { get; }

    internal long OptionalHeaderOffset => PeOffset + 4 + PeFileHeader.Size;

    internal PeFileHeader FileHeader { get; }

    internal PeOptionalHeader OptionalHeader { get; }

    internal IReadOnlyList<PeSectionHeader> SectionHeaders { get; }

    /// <summary>Reads the headers of a PE32+ image.</summary>
    /// <param name="content">The file.</param>
    /// <exception cref="Core.Diagnostics.ImageFormatException">
    /// The content is no PE32+ image (TB4401), a header has an impossible value (TB4402), sections overlap or lie in the headers (TB4403),
    /// something ends too early (TB4001), or there are more than 1024 sections (TB4002).
    /// </exception>
    public static PeImage Read(BlobSource content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return PeImageReader.Read(content);
    }

    /// <summary>The first section of a name, or null.</summary>
    /// <param name="name">The name, such as <c>.sbat</c>.</param>
    public PeSection? FindSection(string name) => Sections.FirstOrDefault(section => section.Name == name);

    /// <summary>The data of a section in the file. A section without data may point anywhere.</summary>
    internal BlobSource RawDataOf(PeSectionHeader header) => Content.Slice(header.RawLength == 0 ? 0 : header.PointerToRawData, header.RawLength);

    PeSection ToSection(PeSectionHeader header) => new()
    {
        Name = header.Name,
        VirtualAddress = header.VirtualAddress,
        VirtualSize = header.VirtualSize,
        RawOffset = header.PointerToRawData,
        RawSize = header.RawLength,
        Characteristics = header.Characteristics,
        Content = RawDataOf(header).Slice(0, Math.Min(header.RawLength, header.VirtualSize)),
    };
}
