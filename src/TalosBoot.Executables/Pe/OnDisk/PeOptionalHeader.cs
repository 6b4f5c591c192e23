using System.Buffers.Binary;
using TalosBoot.Core.Binary;

namespace TalosBoot.Executables.Pe.OnDisk;

/// <summary>The optional header of a PE32+ image without its data directories (PE format, "Optional Header").</summary>
internal readonly record struct PeOptionalHeader : IOnDiskStructure<PeOptionalHeader>
{
    /// <summary>The magic of PE32+.</summary>
    public const ushort Pe32PlusMagic = 0x020b;

    /// <summary>Where the checksum lies in the optional header. Authenticode leaves it out.</summary>
    public const int CheckSumOffset = 0x40;

    public static int Size => 112;

    public ushort Magic { get; init; }

    public byte MajorLinkerVersion { get; init; }

    public byte MinorLinkerVersion { get; init; }

    public uint SizeOfCode { get; init; }

    public uint SizeOfInitializedData { get; init; }

    public uint SizeOfUninitializedData { get; init; }

    public uint AddressOfEntryPoint { get; init; }

    public uint BaseOfCode { get; init; }

    public ulong ImageBase { get; init; }

    public uint SectionAlignment { get; init; }

    public uint FileAlignment { get; init; }

    public ushort MajorOperatingSystemVersion { get; init; }

    public ushort MinorOperatingSystemVersion { get; init; }

    public ushort MajorImageVersion { get; init; }

    public ushort MinorImageVersion { get; init; }

    public ushort MajorSubsystemVersion { get; init; }

    public ushort MinorSubsystemVersion { get; init; }

    public uint Win32VersionValue { get; init; }

    public uint SizeOfImage { get; init; }

    public uint SizeOfHeaders { get; init; }

    public uint CheckSum { get; init; }

    public ushort Subsystem { get; init; }

    public ushort DllCharacteristics { get; init; }

    public ulong SizeOfStackReserve { get; init; }

    public ulong SizeOfStackCommit { get; init; }

    public ulong SizeOfHeapReserve { get; init; }

    public ulong SizeOfHeapCommit { get; init; }

    public uint LoaderFlags { get; init; }

    public uint NumberOfRvaAndSizes { get; init; }

    public static PeOptionalHeader Read(ReadOnlySpan<byte> source) => new()
    {
        Magic = BinaryPrimitives.ReadUInt16LittleEndian(source[0x00..]),
        MajorLinkerVersion = source[0x02],
        MinorLinkerVersion = source[0x03],
        SizeOfCode = BinaryPrimitives.ReadUInt32LittleEndian(source[0x04..]),
        SizeOfInitializedData = BinaryPrimitives.ReadUInt32LittleEndian(source[0x08..]),
        SizeOfUninitializedData = BinaryPrimitives.ReadUInt32LittleEndian(source[0x0c..]),
        AddressOfEntryPoint = BinaryPrimitives.ReadUInt32LittleEndian(source[0x10..]),
        BaseOfCode = BinaryPrimitives.ReadUInt32LittleEndian(source[0x14..]),
        ImageBase = BinaryPrimitives.ReadUInt64LittleEndian(source[0x18..]),
        SectionAlignment = BinaryPrimitives.ReadUInt32LittleEndian(source[0x20..]),
        FileAlignment = BinaryPrimitives.ReadUInt32LittleEndian(source[0x24..]),
        MajorOperatingSystemVersion = BinaryPrimitives.ReadUInt16LittleEndian(source[0x28..]),
        MinorOperatingSystemVersion = BinaryPrimitives.ReadUInt16LittleEndian(source[0x2a..]),
        MajorImageVersion = BinaryPrimitives.ReadUInt16LittleEndian(source[0x2c..]),
        MinorImageVersion = BinaryPrimitives.ReadUInt16LittleEndian(source[0x2e..]),
        MajorSubsystemVersion = BinaryPrimitives.ReadUInt16LittleEndian(source[0x30..]),
        MinorSubsystemVersion = BinaryPrimitives.ReadUInt16LittleEndian(source[0x32..]),
        Win32VersionValue = BinaryPrimitives.ReadUInt32LittleEndian(source[0x34..]),
        SizeOfImage = BinaryPrimitives.ReadUInt32LittleEndian(source[0x38..]),
        SizeOfHeaders = BinaryPrimitives.ReadUInt32LittleEndian(source[0x3c..]),
        CheckSum = BinaryPrimitives.ReadUInt32LittleEndian(source[CheckSumOffset..]),
        Subsystem = BinaryPrimitives.ReadUInt16LittleEndian(source[0x44..]),
        DllCharacteristics = BinaryPrimitives.ReadUInt16LittleEndian(source[0x46..]),
        SizeOfStackReserve = BinaryPrimitives.ReadUInt64LittleEndian(source[0x48..]),
        SizeOfStackCommit = BinaryPrimitives.ReadUInt64LittleEndian(source[0x50..]),
        SizeOfHeapReserve = BinaryPrimitives.ReadUInt64LittleEndian(source[0x58..]),
        SizeOfHeapCommit = BinaryPrimitives.ReadUInt64LittleEndian(source[0x60..]),
        LoaderFlags = BinaryPrimitives.ReadUInt32LittleEndian(source[0x68..]),
        NumberOfRvaAndSizes = BinaryPrimitives.ReadUInt32LittleEndian(source[0x6c..]),
    };

    public void Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(destination[0x00..], Magic);
        destination[0x02] = MajorLinkerVersion;
        destination[0x03] = MinorLinkerVersion;
        BinaryPrimitives.WriteUInt32LittleEndian(destination[0x04..], SizeOfCode);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[0x08..], SizeOfInitializedData);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[0x0c..], SizeOfUninitializedData);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[0x10..], AddressOfEntryPoint);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[0x14..], BaseOfCode);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[0x18..], ImageBase);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[0x20..], SectionAlignment);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[0x24..], FileAlignment);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[0x28..], MajorOperatingSystemVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[0x2a..], MinorOperatingSystemVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[0x2c..], MajorImageVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[0x2e..], MinorImageVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[0x30..], MajorSubsystemVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[0x32..], MinorSubsystemVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[0x34..], Win32VersionValue);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[0x38..], SizeOfImage);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[0x3c..], SizeOfHeaders);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[CheckSumOffset..], CheckSum);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[0x44..], Subsystem);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[0x46..], DllCharacteristics);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[0x48..], SizeOfStackReserve);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[0x50..], SizeOfStackCommit);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[0x58..], SizeOfHeapReserve);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[0x60..], SizeOfHeapCommit);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[0x68..], LoaderFlags);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[0x6c..], NumberOfRvaAndSizes);
    }
}
