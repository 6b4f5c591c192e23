using System.Buffers.Binary;
using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.SquashFs.OnDisk;

/// <summary>The rest of a directory of the basic kind (docs/formats/squashfs.md).</summary>
internal readonly record struct DirectoryInode(
    uint StartBlock,
    uint LinkCount,
    ushort FileSize,
    ushort Offset,
    uint ParentNumber) : IOnDiskStructure<DirectoryInode>
{
    public static int Size => 16;

    public static DirectoryInode Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(source),
        BinaryPrimitives.ReadUInt32LittleEndian(source[4..]),
        BinaryPrimitives.ReadUInt16LittleEndian(source[8..]),
        BinaryPrimitives.ReadUInt16LittleEndian(source[10..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[12..]));

    public void Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(destination, StartBlock);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], LinkCount);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[8..], FileSize);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[10..], Offset);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[12..], ParentNumber);
    }
}
