using System.Buffers.Binary;
using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.SquashFs.OnDisk;

/// <summary>The rest of a directory of the extended kind, before its index entries (docs/formats/squashfs.md).</summary>
internal readonly record struct ExtendedDirectoryInode(
    uint LinkCount,
    uint FileSize,
    uint StartBlock,
    uint ParentNumber,
    ushort IndexCount,
    ushort Offset,
    uint XattrId) : IOnDiskStructure<ExtendedDirectoryInode>
{
    public static int Size => 24;

    public static ExtendedDirectoryInode Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(source),
        BinaryPrimitives.ReadUInt32LittleEndian(source[4..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[8..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[12..]),
        BinaryPrimitives.ReadUInt16LittleEndian(source[16..]),
        BinaryPrimitives.ReadUInt16LittleEndian(source[18..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[20..]));

    public void Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(destination, LinkCount);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], FileSize);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], StartBlock);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[12..], ParentNumber);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[16..], IndexCount);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[18..], Offset);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[20..], XattrId);
    }
}
