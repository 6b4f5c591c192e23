using System.Buffers.Binary;
using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.SquashFs.OnDisk;

/// <summary>A user or group id (docs/formats/squashfs.md).</summary>
internal readonly record struct IdEntry(uint Id) : IOnDiskStructure<IdEntry>
{
    public static int Size => 4;

    public static IdEntry Read(ReadOnlySpan<byte> source) => new(BinaryPrimitives.ReadUInt32LittleEndian(source));

    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt32LittleEndian(destination, Id);
}
