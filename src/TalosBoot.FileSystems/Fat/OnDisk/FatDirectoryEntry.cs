using System.Buffers.Binary;
using System.Text;
using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.Fat.OnDisk;

/// <summary>A directory entry with a short name (Microsoft FAT specification 1.03, "FAT Directory Structure").</summary>
/// <param name="Name">Eight characters of the base and three of the extension, a byte each, padded with spaces.</param>
/// <param name="Attributes">The attributes.</param>
/// <param name="CaseFlags">Windows NT's: <see cref="LowerCaseBase"/>, <see cref="LowerCaseExtension"/>.</param>
/// <param name="CreatedTenths">Hundredths of seconds, 0 to 199, to add to the time of creation.</param>
/// <param name="CreatedTime">The time of creation.</param>
/// <param name="CreatedDate">The date of creation.</param>
/// <param name="AccessedDate">The date of the last access.</param>
/// <param name="ClusterHigh">The upper half of the first cluster's number; not used by FAT12 and FAT16.</param>
/// <param name="ModifiedTime">The time of the last change.</param>
/// <param name="ModifiedDate">The date of the last change.</param>
/// <param name="ClusterLow">The lower half of the first cluster's number.</param>
/// <param name="FileSize">The length in bytes; 0 for a directory.</param>
internal readonly record struct FatDirectoryEntry(
    string Name,
    byte Attributes,
    byte CaseFlags,
    byte CreatedTenths,
    ushort CreatedTime,
    ushort CreatedDate,
    ushort AccessedDate,
    ushort ClusterHigh,
    ushort ModifiedTime,
    ushort ModifiedDate,
    ushort ClusterLow,
    uint FileSize) : IOnDiskStructure<FatDirectoryEntry>
{
    public const byte ReadOnly = 0x01;

    public const byte VolumeLabel = 0x08;

    public const byte Directory = 0x10;

    public const byte Archive = 0x20;

    /// <summary>The base is to be shown in lower case.</summary>
    public const byte LowerCaseBase = 0x08;

    /// <summary>The extension is to be shown in lower case.</summary>
    public const byte LowerCaseExtension = 0x10;

    /// <summary>The first byte of an entry that is free, and behind which all are.</summary>
    public const byte End = 0x00;

    /// <summary>The first byte of an entry that is free.</summary>
    public const byte Free = 0xE5;

    /// <summary>Stands for <see cref="Free"/> as the first character of a name.</summary>
    public const byte EscapedFree = 0x05;

    public static int Size => 32;

    public uint FirstCluster => ((uint)ClusterHigh << 16) | ClusterLow;

    public static FatDirectoryEntry Read(ReadOnlySpan<byte> source)
    {
        source = source[..Size];
        return new FatDirectoryEntry(
            Encoding.Latin1.GetString(source[..11]),
            source[11],
            source[12],
            source[13],
            BinaryPrimitives.ReadUInt16LittleEndian(source[14..]),
            BinaryPrimitives.ReadUInt16LittleEndian(source[16..]),
            BinaryPrimitives.ReadUInt16LittleEndian(source[18..]),
            BinaryPrimitives.ReadUInt16LittleEndian(source[20..]),
            BinaryPrimitives.ReadUInt16LittleEndian(source[22..]),
            BinaryPrimitives.ReadUInt16LittleEndian(source[24..]),
            BinaryPrimitives.ReadUInt16LittleEndian(source[26..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[28..]));
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        Encoding.Latin1.GetBytes(Name, destination[..11]);
        destination[11] = Attributes;
        destination[12] = CaseFlags;
        destination[13] = CreatedTenths;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[14..], CreatedTime);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[16..], CreatedDate);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[18..], AccessedDate);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[20..], ClusterHigh);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[22..], ModifiedTime);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[24..], ModifiedDate);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[26..], ClusterLow);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[28..], FileSize);
    }
}
