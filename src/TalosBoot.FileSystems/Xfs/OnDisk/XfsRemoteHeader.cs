using TalosBoot.Core.Binary;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Xfs.OnDisk;

/// <summary>
/// The head of a block that holds what an inode or a leaf has no room for: the target of a symbolic link, or the value of an extended
/// attribute. Sealed over its block.
/// </summary>
/// <param name="Magic">What it is.</param>
/// <param name="Offset">The first byte's place in the whole.</param>
/// <param name="Length">The bytes in this block.</param>
/// <param name="Uuid">The volume's.</param>
/// <param name="Owner">The inode.</param>
/// <param name="Position">The own place, in units of 512 bytes.</param>
internal readonly record struct XfsRemoteHeader(uint Magic, uint Offset, uint Length, Guid Uuid, ulong Owner, ulong Position)
    : IOnDiskStructure<XfsRemoteHeader>
{
    /// <summary><c>XSLM</c>.</summary>
    public const uint LinkTarget = 0x5853_4C4D;

    /// <summary><c>XARM</c>.</summary>
    public const uint AttributeValue = 0x5841_524D;

    public const int ChecksumOffset = 12;

    public static int Size => 56;

    public static XfsRemoteHeader Read(ReadOnlySpan<byte> source)
    {
        source = source[..Size];
        return new XfsRemoteHeader(
            ReadUInt32BigEndian(source),
            ReadUInt32BigEndian(source[4..]),
            ReadUInt32BigEndian(source[8..]),
            new Guid(source[16..32], bigEndian: true),
            ReadUInt64BigEndian(source[32..]),
            ReadUInt64BigEndian(source[40..]));
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        WriteUInt32BigEndian(destination, Magic);
        WriteUInt32BigEndian(destination[4..], Offset);
        WriteUInt32BigEndian(destination[8..], Length);
        Uuid.TryWriteBytes(destination[16..], bigEndian: true, out _);
        WriteUInt64BigEndian(destination[32..], Owner);
        WriteUInt64BigEndian(destination[40..], Position);
    }
}
