using System.Buffers.Binary;
using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.SquashFs.OnDisk;

/// <summary>The rest of a file of the basic kind, before its size words (docs/formats/squashfs.md).</summary>
internal readonly record struct FileInode(
    uint StartBlock,
    uint Fragment,
    uint Offset,
    uint FileSize) : IOnDiskStructure<FileInode>
{
    public static int Size => 16;

    public static FileInode Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(source),
        BinaryPrimitives.ReadUInt32LittleEndian(source[4..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[8..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[12..]));

    public void Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(destination, StartBlock);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], Fragment);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], Offset);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[12..], FileSize);
    }
}
