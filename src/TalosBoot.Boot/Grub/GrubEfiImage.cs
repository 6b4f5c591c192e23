using System.Buffers.Binary;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Executables.Pe;
using TalosBoot.Executables.Pe.OnDisk;

namespace TalosBoot.Boot.Grub;

/// <summary>GRUB as a program for UEFI firmware, the bytes of <c>grub-mkimage</c> with the same files (docs/formats/grub.md).</summary>
public static class GrubEfiImage
{
    const int Page = GrubEfiKernel.Page;
    const int DosPartSize = 0x80;
    const uint Timestamp = 0x54A4_8E00; // 2015-01-01, as grub-mkimage has it
    const ushort Characteristics = 0x020E;
    const ushort EfiApplication = 10;
    const int DirectoryCount = 16;
    const int DirectorySize = 8;
    const int RelocationDirectory = 5;
    const uint ReserveSize = 0x10000;
    const uint Code = 0x6000_0020;
    const uint Data = 0xC000_0040;
    const uint Discardable = 0x4200_0040;

    // From 2.14 on, images say that their data need not be executable.
    static readonly Version FirstWithoutExecutableData = new(2, 14);
    const ushort NoExecute = 0x0100;

    /// <summary>Makes the image.</summary>
    /// <param name="folder">The folder of an EFI target.</param>
    /// <param name="options">What is embedded.</param>
    /// <param name="cancellationToken">Checked for each module, and each table of relocations.</param>
    /// <exception cref="ArgumentException">The folder is not that of an EFI target.</exception>
    /// <exception cref="TalosBootException">A file is missing (TB4420).</exception>
    /// <exception cref="ImageFormatException">A file is damaged or not of this GRUB (TB4421 to TB4423).</exception>
    public static byte[] Build(GrubModuleFolder folder, GrubImageOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        if (!folder.Target.IsEfi())
        {
            throw new ArgumentException($"{folder.Target} is no EFI target.", nameof(folder));
        }

        var kernel = GrubEfiKernel.Link(folder, cancellationToken);
        var area = GrubModuleArea.Build(folder, options, cancellationToken);
        var relocations = WriteRelocations(kernel.Fixups);
        var modulesStart = Page + kernel.Content.Length;
        var relocationsStart = Alignment.Up(modulesStart + area.Length, Page);
        var image = new byte[relocationsStart + relocations.Length];
        WriteHeader(image, folder, kernel, area.Length, relocationsStart);
        kernel.Content.CopyTo(image, Page);
        area.CopyTo(image, modulesStart);
        relocations.CopyTo(image, relocationsStart);
        return image;
    }

    static void WriteHeader(byte[] image, GrubModuleFolder folder, GrubEfiKernel kernel, int areaLength, int relocationsStart)
    {
        WriteDosPart(image);
        "PE\0\0"u8.CopyTo(image.AsSpan(DosPartSize));
        var dataSize = kernel.Content.Length - kernel.ExecutableSize;
        var position = DosPartSize + 4;
        new PeFileHeader
        {
            Machine = folder.Target == GrubTarget.Arm64Efi ? PeMachine.Arm64 : PeMachine.Amd64,
            NumberOfSections = 4,
            TimeDateStamp = Timestamp,
            SizeOfOptionalHeader = (ushort)(PeOptionalHeader.Size + (DirectoryCount * DirectorySize)),
            Characteristics = Characteristics,
        }.Write(image.AsSpan(position));
        position += PeFileHeader.Size;
        new PeOptionalHeader
        {
            Magic = PeOptionalHeader.Pe32PlusMagic,
            SizeOfCode = (uint)kernel.ExecutableSize,
            SizeOfInitializedData = (uint)(dataSize + Alignment.Up(areaLength, Page)),
            AddressOfEntryPoint = kernel.Entry,
            BaseOfCode = Page,
            SectionAlignment = Page,
            FileAlignment = Page,
            SizeOfImage = (uint)image.Length,
            SizeOfHeaders = Page,
            Subsystem = EfiApplication,
            DllCharacteristics = folder.Version >= FirstWithoutExecutableData ? NoExecute : (ushort)0,
            SizeOfStackReserve = ReserveSize,
            SizeOfStackCommit = ReserveSize,
            SizeOfHeapReserve = ReserveSize,
            SizeOfHeapCommit = ReserveSize,
            NumberOfRvaAndSizes = DirectoryCount,
        }.Write(image.AsSpan(position));
        position += PeOptionalHeader.Size;
        var directory = image.AsSpan(position + (RelocationDirectory * DirectorySize));
        BinaryPrimitives.WriteUInt32LittleEndian(directory, (uint)relocationsStart);
        BinaryPrimitives.WriteUInt32LittleEndian(directory[4..], (uint)(image.Length - relocationsStart));
        position += DirectoryCount * DirectorySize;

        var modulesStart = Page + kernel.Content.Length;
        WriteSection(image, ref position, ".text", Page, kernel.ExecutableSize, Code);
        WriteSection(image, ref position, ".data", Page + kernel.ExecutableSize, dataSize, Data);
        WriteSection(image, ref position, "mods", modulesStart, relocationsStart - modulesStart, Data);
        WriteSection(image, ref position, ".reloc", relocationsStart, image.Length - relocationsStart, Discardable);
    }

    static void WriteSection(byte[] image, ref int position, string name, int start, int length, uint characteristics)
    {
        new PeSectionHeader(
            PeSectionHeader.EncodeName(name), (uint)length, (uint)start, (uint)length, (uint)start, 0, 0, 0, 0, characteristics).Write(image.AsSpan(position));
        position += PeSectionHeader.Size;
    }

    /// <summary>The program that tells users of DOS that it cannot run (PE format, "MS-DOS Stub").</summary>
    static void WriteDosPart(Span<byte> image)
    {
        ReadOnlySpan<byte> header =
        [
            0x4D, 0x5A, 0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0x40,
        ];
        header.CopyTo(image);
        BinaryPrimitives.WriteUInt32LittleEndian(image[0x3C..], DosPartSize);
        ReadOnlySpan<byte> code = [0x0E, 0x1F, 0xBA, 0x0E, 0, 0xB4, 9, 0xCD, 0x21, 0xB8, 1, 0x4C, 0xCD, 0x21];
        code.CopyTo(image[0x40..]);
        "This program cannot be run in DOS mode.\r\r\n$"u8.CopyTo(image[(0x40 + code.Length)..]);
    }

    /// <summary>
    /// The base relocations (PE format, ".reloc"): a block for each run of the same page, filled to 8 bytes; the last one to a whole page.
    /// </summary>
    static byte[] WriteRelocations(IReadOnlyList<uint> fixups)
    {
        const int BlockHeaderSize = 8;
        const ushort Address64 = 10 << 12;
        var result = new List<byte>();
        for (var index = 0; index < fixups.Count;)
        {
            var page = fixups[index] & ~(uint)(Page - 1);
            var first = index;
            while (index < fixups.Count && (fixups[index] & ~(uint)(Page - 1)) == page)
            {
                index++;
            }

            var length = Alignment.Up(BlockHeaderSize + (2 * (index - first)), 8);
            length += index == fixups.Count ? Alignment.Up(result.Count + length, Page) - result.Count - length : 0;
            var block = new byte[length];
            BinaryPrimitives.WriteUInt32LittleEndian(block, page);
            BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(4), (uint)length);
            for (var entry = first; entry < index; entry++)
            {
                var offset = (ushort)(fixups[entry] & (Page - 1));
                BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(BlockHeaderSize + (2 * (entry - first))), (ushort)(Address64 | offset));
            }

            result.AddRange(block);
        }

        return [.. result];
    }
}
