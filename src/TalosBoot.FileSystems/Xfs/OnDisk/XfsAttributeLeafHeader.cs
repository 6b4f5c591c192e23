using TalosBoot.Core.Binary;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Xfs.OnDisk;

/// <summary>What follows <see cref="XfsNodeHeader"/> in a leaf of extended attributes. Names and values are stored from the end.</summary>
/// <param name="Count">The entries.</param>
/// <param name="UsedBytes">The bytes of names and values.</param>
/// <param name="FirstUsed">Where the first of them lies.</param>
/// <param name="FreeStart">The free space between the entries and it.</param>
/// <param name="FreeLength">Its bytes.</param>
internal readonly record struct XfsAttributeLeafHeader(ushort Count, ushort UsedBytes, ushort FirstUsed, ushort FreeStart, ushort FreeLength)
    : IOnDiskStructure<XfsAttributeLeafHeader>
{
    /// <summary>Where the entries start in the block.</summary>
    public const int EntriesOffset = 80;

    public const int EntrySize = 8;

    /// <summary>Of an entry: the value is in the leaf.</summary>
    public const byte Local = 0x01;

    public const byte Trusted = 0x02;

    public const byte Security = 0x04;

    /// <summary>The entry names a directory that holds the inode.</summary>
    public const byte Parent = 0x08;

    public const byte Incomplete = 0x80;

    public static int Size => 24;

    public static XfsAttributeLeafHeader Read(ReadOnlySpan<byte> source) => new(
        ReadUInt16BigEndian(source),
        ReadUInt16BigEndian(source[2..]),
        ReadUInt16BigEndian(source[4..]),
        ReadUInt16BigEndian(source[8..]),
        ReadUInt16BigEndian(source[10..]));

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        WriteUInt16BigEndian(destination, Count);
        WriteUInt16BigEndian(destination[2..], UsedBytes);
        WriteUInt16BigEndian(destination[4..], FirstUsed);
        WriteUInt16BigEndian(destination[8..], FreeStart);
        WriteUInt16BigEndian(destination[10..], FreeLength);
    }
}
