using System.Buffers.Binary;
using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.SquashFs.OnDisk;

/// <summary>One set of extended attributes (docs/formats/squashfs.md).</summary>
internal readonly record struct XattrIdEntry(
    ulong Reference,
    uint Count,
    uint Bytes) : IOnDiskStructure<XattrIdEntry>
{
    public static int Size => 16;

    public static XattrIdEntry Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(source),
        BinaryPrimitives.ReadUInt32LittleEndian(source[8..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[12..]));

    public void Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(destination, Reference);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], Count);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[12..], Bytes);
    }
}
