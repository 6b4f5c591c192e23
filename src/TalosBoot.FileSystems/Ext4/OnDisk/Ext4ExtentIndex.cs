using TalosBoot.Core.Binary;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Ext4.OnDisk;

/// <summary>An entry of an inner node of a tree of extents.</summary>
/// <param name="Logical">The first block of the file below it.</param>
/// <param name="Block">The node.</param>
internal readonly record struct Ext4ExtentIndex(uint Logical, ulong Block) : IOnDiskStructure<Ext4ExtentIndex>
{
    public static int Size => 12;

    public static Ext4ExtentIndex Read(ReadOnlySpan<byte> source) => new(
        ReadUInt32LittleEndian(source), ReadUInt32LittleEndian(source[4..]) | ((ulong)ReadUInt16LittleEndian(source[8..]) << 32));

    public void Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        WriteUInt32LittleEndian(destination, Logical);
        WriteUInt32LittleEndian(destination[4..], (uint)Block);
        WriteUInt16LittleEndian(destination[8..], (ushort)(Block >> 32));
    }
}
