using TalosBoot.Core.Binary;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Xfs.OnDisk;

/// <summary>The head of a block with the entries of a directory, or with the free space of such blocks. Sealed over its block.</summary>
/// <param name="Magic">What it is.</param>
/// <param name="Position">The own place, in units of 512 bytes.</param>
/// <param name="Uuid">The volume's.</param>
/// <param name="Owner">The inode.</param>
internal readonly record struct XfsDirectoryBlockHeader(uint Magic, ulong Position, Guid Uuid, ulong Owner)
    : IOnDiskStructure<XfsDirectoryBlockHeader>
{
    /// <summary><c>XDB3</c>: the only block, with the hashes at its end.</summary>
    public const uint Single = 0x5844_4233;

    /// <summary><c>XDD3</c>: one of several blocks.</summary>
    public const uint Data = 0x5844_4433;

    /// <summary><c>XDF3</c>: the free space of data blocks.</summary>
    public const uint FreeIndex = 0x5844_4633;

    public const int ChecksumOffset = 4;

    public static int Size => 48;

    public static XfsDirectoryBlockHeader Read(ReadOnlySpan<byte> source)
    {
        source = source[..Size];
        return new XfsDirectoryBlockHeader(
            ReadUInt32BigEndian(source),
            ReadUInt64BigEndian(source[8..]),
            new Guid(source[24..40], bigEndian: true),
            ReadUInt64BigEndian(source[40..]));
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        WriteUInt32BigEndian(destination, Magic);
        WriteUInt64BigEndian(destination[8..], Position);
        Uuid.TryWriteBytes(destination[24..], bigEndian: true, out _);
        WriteUInt64BigEndian(destination[40..], Owner);
    }
}
