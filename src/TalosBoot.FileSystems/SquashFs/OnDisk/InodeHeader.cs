using System.Buffers.Binary;
using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.SquashFs.OnDisk;

/// <summary>What every inode begins with (docs/formats/squashfs.md).</summary>
internal readonly record struct InodeHeader(
    InodeType Type,
    ushort Mode,
    ushort UserIndex,
    ushort GroupIndex,
    uint ModifiedAt,
    uint Number) : IOnDiskStructure<InodeHeader>
{
    public static int Size => 16;

    public static InodeHeader Read(ReadOnlySpan<byte> source) => new(
        (InodeType)BinaryPrimitives.ReadUInt16LittleEndian(source),
        BinaryPrimitives.ReadUInt16LittleEndian(source[2..]),
        BinaryPrimitives.ReadUInt16LittleEndian(source[4..]),
        BinaryPrimitives.ReadUInt16LittleEndian(source[6..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[8..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[12..]));

    public void Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(destination, (ushort)Type);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[2..], Mode);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[4..], UserIndex);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[6..], GroupIndex);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], ModifiedAt);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[12..], Number);
    }
}
