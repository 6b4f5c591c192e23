using System.Buffers.Binary;
using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.SquashFs.OnDisk;

/// <summary>A directory entry, followed by its name (docs/formats/squashfs.md).</summary>
internal readonly record struct DirectoryEntry(
    ushort Offset,
    short InodeDelta,
    InodeType Type,
    ushort NameLengthLessOne) : IOnDiskStructure<DirectoryEntry>
{
    public static int Size => 8;

    public static DirectoryEntry Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt16LittleEndian(source),
        BinaryPrimitives.ReadInt16LittleEndian(source[2..]),
        (InodeType)BinaryPrimitives.ReadUInt16LittleEndian(source[4..]),
        BinaryPrimitives.ReadUInt16LittleEndian(source[6..]));

    public void Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(destination, Offset);
        BinaryPrimitives.WriteInt16LittleEndian(destination[2..], InodeDelta);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[4..], (ushort)Type);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[6..], NameLengthLessOne);
    }
}
