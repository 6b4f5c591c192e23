using TalosBoot.Core.Binary;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Ext4.OnDisk;

/// <summary>The head of a node of a tree of extents.</summary>
/// <param name="Count">The entries.</param>
/// <param name="Capacity">The entries that there is room for.</param>
/// <param name="Depth">0 for a node of extents; else its entries lead to nodes of one less.</param>
internal readonly record struct Ext4ExtentHeader(ushort Count, ushort Capacity, ushort Depth) : IOnDiskStructure<Ext4ExtentHeader>
{
    public const ushort Magic = 0xF30A;

    public static int Size => 12;

    public static Ext4ExtentHeader Read(ReadOnlySpan<byte> source) => new(
        ReadUInt16LittleEndian(source[2..]), ReadUInt16LittleEndian(source[4..]), ReadUInt16LittleEndian(source[6..]));

    public void Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        WriteUInt16LittleEndian(destination, Magic);
        WriteUInt16LittleEndian(destination[2..], Count);
        WriteUInt16LittleEndian(destination[4..], Capacity);
        WriteUInt16LittleEndian(destination[6..], Depth);
    }
}
