using TalosBoot.Core.Binary;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Xfs.OnDisk;

/// <summary>The head of a block of an inode's tree of extents. Sealed over its block.</summary>
/// <param name="Level">0 for leaves.</param>
/// <param name="Count">Extents, or keys and pointers.</param>
/// <param name="Left">The block to the left in the volume, or <see cref="NoBlock"/>.</param>
/// <param name="Right">The block to the right.</param>
/// <param name="Position">The own place, in units of 512 bytes.</param>
/// <param name="Uuid">The volume's.</param>
/// <param name="Owner">The inode.</param>
internal readonly record struct XfsLongBtreeHeader(
    ushort Level, ushort Count, ulong Left, ulong Right, ulong Position, Guid Uuid, ulong Owner)
    : IOnDiskStructure<XfsLongBtreeHeader>
{
    /// <summary><c>BMA3</c>.</summary>
    public const uint Magic = 0x424D_4133;

    public const ulong NoBlock = ulong.MaxValue;

    public const int ChecksumOffset = 64;

    public static int Size => 72;

    public static XfsLongBtreeHeader Read(ReadOnlySpan<byte> source)
    {
        source = source[..Size];
        return new XfsLongBtreeHeader(
            ReadUInt16BigEndian(source[4..]),
            ReadUInt16BigEndian(source[6..]),
            ReadUInt64BigEndian(source[8..]),
            ReadUInt64BigEndian(source[16..]),
            ReadUInt64BigEndian(source[24..]),
            new Guid(source[40..56], bigEndian: true),
            ReadUInt64BigEndian(source[56..]));
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        WriteUInt32BigEndian(destination, Magic);
        WriteUInt16BigEndian(destination[4..], Level);
        WriteUInt16BigEndian(destination[6..], Count);
        WriteUInt64BigEndian(destination[8..], Left);
        WriteUInt64BigEndian(destination[16..], Right);
        WriteUInt64BigEndian(destination[24..], Position);
        Uuid.TryWriteBytes(destination[40..], bigEndian: true, out _);
        WriteUInt64BigEndian(destination[56..], Owner);
    }
}
