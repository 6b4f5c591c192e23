using TalosBoot.Core.Binary;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Xfs.OnDisk;

/// <summary>The head of a block of a tree that lies within one allocation group (docs/formats/xfs.md). Sealed over its block.</summary>
/// <param name="Magic">Which tree.</param>
/// <param name="Level">0 for leaves.</param>
/// <param name="Count">Records, or keys and pointers.</param>
/// <param name="Left">The block to the left in the group, or <see cref="NoBlock"/>.</param>
/// <param name="Right">The block to the right.</param>
/// <param name="Position">The own place, in units of 512 bytes.</param>
/// <param name="Uuid">The volume's.</param>
/// <param name="Group">The allocation group.</param>
internal readonly record struct XfsShortBtreeHeader(
    uint Magic, ushort Level, ushort Count, uint Left, uint Right, ulong Position, Guid Uuid, uint Group)
    : IOnDiskStructure<XfsShortBtreeHeader>
{
    public const uint NoBlock = uint.MaxValue;

    public const uint FreeByBlock = 0x4142_3342; // AB3B

    public const uint FreeByCount = 0x4142_3343; // AB3C

    public const uint Inodes = 0x4941_4233; // IAB3

    public const uint FreeInodes = 0x4649_4233; // FIB3

    public const uint Rmap = 0x524D_4233; // RMB3

    public const uint Refcount = 0x5233_4643; // R3FC

    public const int ChecksumOffset = 52;

    public static int Size => 56;

    public static XfsShortBtreeHeader Read(ReadOnlySpan<byte> source)
    {
        source = source[..Size];
        return new XfsShortBtreeHeader(
            ReadUInt32BigEndian(source),
            ReadUInt16BigEndian(source[4..]),
            ReadUInt16BigEndian(source[6..]),
            ReadUInt32BigEndian(source[8..]),
            ReadUInt32BigEndian(source[12..]),
            ReadUInt64BigEndian(source[16..]),
            new Guid(source[32..48], bigEndian: true),
            ReadUInt32BigEndian(source[48..]));
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        WriteUInt32BigEndian(destination, Magic);
        WriteUInt16BigEndian(destination[4..], Level);
        WriteUInt16BigEndian(destination[6..], Count);
        WriteUInt32BigEndian(destination[8..], Left);
        WriteUInt32BigEndian(destination[12..], Right);
        WriteUInt64BigEndian(destination[16..], Position);
        Uuid.TryWriteBytes(destination[32..], bigEndian: true, out _);
        WriteUInt32BigEndian(destination[48..], Group);
    }
}
