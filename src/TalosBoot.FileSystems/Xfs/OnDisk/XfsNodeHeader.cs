using TalosBoot.Core.Binary;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Xfs.OnDisk;

/// <summary>The head of blocks of the trees by hash, of directories and of extended attributes. Sealed over its block.</summary>
/// <param name="Forward">The block behind it on the same level, in the fork; 0 for none.</param>
/// <param name="Backward">The block before it.</param>
/// <param name="Magic">What it is.</param>
/// <param name="Position">The own place, in units of 512 bytes.</param>
/// <param name="Uuid">The volume's.</param>
/// <param name="Owner">The inode.</param>
internal readonly record struct XfsNodeHeader(uint Forward, uint Backward, ushort Magic, ulong Position, Guid Uuid, ulong Owner)
    : IOnDiskStructure<XfsNodeHeader>
{
    /// <summary>An inner node of either tree.</summary>
    public const ushort Node = 0x3EBE;

    /// <summary>The only leaf of a directory, with the free space of its data blocks.</summary>
    public const ushort DirectoryLeaf = 0x3DF1;

    /// <summary>One of several leaves of a directory.</summary>
    public const ushort DirectoryLeafOfNode = 0x3DFF;

    public const ushort AttributeLeaf = 0x3BEE;

    public const int ChecksumOffset = 12;

    public static int Size => 56;

    public static XfsNodeHeader Read(ReadOnlySpan<byte> source)
    {
        source = source[..Size];
        return new XfsNodeHeader(
            ReadUInt32BigEndian(source),
            ReadUInt32BigEndian(source[4..]),
            ReadUInt16BigEndian(source[8..]),
            ReadUInt64BigEndian(source[16..]),
            new Guid(source[32..48], bigEndian: true),
            ReadUInt64BigEndian(source[48..]));
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        WriteUInt32BigEndian(destination, Forward);
        WriteUInt32BigEndian(destination[4..], Backward);
        WriteUInt16BigEndian(destination[8..], Magic);
        WriteUInt64BigEndian(destination[16..], Position);
        Uuid.TryWriteBytes(destination[32..], bigEndian: true, out _);
        WriteUInt64BigEndian(destination[48..], Owner);
    }
}
