using TalosBoot.Core.Binary;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Xfs.OnDisk;

/// <summary>The head of the inodes of an allocation group, AGI (docs/formats/xfs.md). Nothing is unlinked. Sealed over its sector.</summary>
internal readonly record struct XfsInodeHeader(
    uint Group,
    uint Length,
    uint InodeCount,
    uint InodeRoot,
    uint InodeLevels,
    uint FreeInodes,
    uint NewestChunk,
    Guid Uuid,
    uint FreeInodeRoot,
    uint FreeInodeLevels,
    uint InodeBtreeBlocks,
    uint FreeInodeBtreeBlocks) : IOnDiskStructure<XfsInodeHeader>
{
    /// <summary><c>XAGI</c>.</summary>
    public const uint Magic = 0x5841_4749;

    public const int ChecksumOffset = 312;

    const int UnlinkedOffset = 36;

    const int UuidOffset = 296;

    public static int Size => 344;

    public static XfsInodeHeader Read(ReadOnlySpan<byte> source)
    {
        source = source[..Size];
        return new XfsInodeHeader(
            ReadUInt32BigEndian(source[8..]),
            ReadUInt32BigEndian(source[12..]),
            ReadUInt32BigEndian(source[16..]),
            ReadUInt32BigEndian(source[20..]),
            ReadUInt32BigEndian(source[24..]),
            ReadUInt32BigEndian(source[28..]),
            ReadUInt32BigEndian(source[32..]),
            new Guid(source[UuidOffset..(UuidOffset + 16)], bigEndian: true),
            ReadUInt32BigEndian(source[328..]),
            ReadUInt32BigEndian(source[332..]),
            ReadUInt32BigEndian(source[336..]),
            ReadUInt32BigEndian(source[340..]));
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        WriteUInt32BigEndian(destination, Magic);
        WriteUInt32BigEndian(destination[4..], 1); // version
        WriteUInt32BigEndian(destination[8..], Group);
        WriteUInt32BigEndian(destination[12..], Length);
        WriteUInt32BigEndian(destination[16..], InodeCount);
        WriteUInt32BigEndian(destination[20..], InodeRoot);
        WriteUInt32BigEndian(destination[24..], InodeLevels);
        WriteUInt32BigEndian(destination[28..], FreeInodes);
        WriteUInt32BigEndian(destination[32..], NewestChunk);
        destination[UnlinkedOffset..UuidOffset].Fill(0xFF);
        Uuid.TryWriteBytes(destination[UuidOffset..], bigEndian: true, out _);
        WriteUInt32BigEndian(destination[328..], FreeInodeRoot);
        WriteUInt32BigEndian(destination[332..], FreeInodeLevels);
        WriteUInt32BigEndian(destination[336..], InodeBtreeBlocks);
        WriteUInt32BigEndian(destination[340..], FreeInodeBtreeBlocks);
    }
}
