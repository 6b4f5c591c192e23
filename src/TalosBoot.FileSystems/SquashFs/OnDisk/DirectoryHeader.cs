using System.Buffers.Binary;
using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.SquashFs.OnDisk;

/// <summary>The head of a group of directory entries (docs/formats/squashfs.md).</summary>
internal readonly record struct DirectoryHeader(
    uint CountLessOne,
    uint StartBlock,
    uint InodeNumber) : IOnDiskStructure<DirectoryHeader>
{
    /// <summary>The most entries of one group.</summary>
    public const int MaximumCount = 256;

    public static int Size => 12;

    public static DirectoryHeader Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(source),
        BinaryPrimitives.ReadUInt32LittleEndian(source[4..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[8..]));

    public void Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(destination, CountLessOne);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], StartBlock);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], InodeNumber);
    }
}
