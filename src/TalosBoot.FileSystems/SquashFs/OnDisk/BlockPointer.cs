using System.Buffers.Binary;
using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.SquashFs.OnDisk;

/// <summary>Where a metadata block of a lookup table lies (docs/formats/squashfs.md).</summary>
internal readonly record struct BlockPointer(ulong Position) : IOnDiskStructure<BlockPointer>
{
    public static int Size => 8;

    public static BlockPointer Read(ReadOnlySpan<byte> source) => new(BinaryPrimitives.ReadUInt64LittleEndian(source));

    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt64LittleEndian(destination, Position);
}
