using System.Buffers.Binary;
using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.SquashFs.OnDisk;

/// <summary>The rest of a file of the extended kind, before its size words (docs/formats/squashfs.md).</summary>
internal readonly record struct ExtendedFileInode(
    ulong StartBlock,
    ulong FileSize,
    ulong Sparse,
    uint LinkCount,
    uint Fragment,
    uint Offset,
    uint XattrId) : IOnDiskStructure<ExtendedFileInode>
{
    public static int Size => 40;

    public static ExtendedFileInode Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(source),
        BinaryPrimitives.ReadUInt64LittleEndian(source[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[16..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[24..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[28..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[32..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[36..]));

    public void Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(destination, StartBlock);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], FileSize);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], Sparse);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[24..], LinkCount);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[28..], Fragment);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[32..], Offset);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[36..], XattrId);
    }
}
