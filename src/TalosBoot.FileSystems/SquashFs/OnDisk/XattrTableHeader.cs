using System.Buffers.Binary;
using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.SquashFs.OnDisk;

/// <summary>The head of the extended attributes (docs/formats/squashfs.md). Four unused bytes follow.</summary>
internal readonly record struct XattrTableHeader(
    ulong Start,
    uint Count) : IOnDiskStructure<XattrTableHeader>
{
    public static int Size => 16;

    public static XattrTableHeader Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(source),
        BinaryPrimitives.ReadUInt32LittleEndian(source[8..]));

    public void Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(destination, Start);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], Count);
    }
}
