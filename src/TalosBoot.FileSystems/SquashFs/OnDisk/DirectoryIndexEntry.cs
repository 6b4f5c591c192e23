using System.Buffers.Binary;
using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.SquashFs.OnDisk;

/// <summary>A place in a long listing, followed by the name that begins there (docs/formats/squashfs.md).</summary>
internal readonly record struct DirectoryIndexEntry(
    uint Index,
    uint StartBlock,
    uint NameLengthLessOne) : IOnDiskStructure<DirectoryIndexEntry>
{
    public static int Size => 12;

    public static DirectoryIndexEntry Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(source),
        BinaryPrimitives.ReadUInt32LittleEndian(source[4..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[8..]));

    public void Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(destination, Index);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], StartBlock);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], NameLengthLessOne);
    }
}
