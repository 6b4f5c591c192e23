using System.Buffers.Binary;
using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.SquashFs.OnDisk;

/// <summary>The head of an image (docs/formats/squashfs.md).</summary>
internal readonly record struct Superblock(
    uint InodeCount,
    uint CreatedAt,
    uint BlockSize,
    uint FragmentCount,
    ushort Compression,
    ushort BlockLog,
    SuperblockFlags Flags,
    ushort IdCount,
    ulong RootInode,
    ulong BytesUsed,
    ulong IdTable,
    ulong XattrTable,
    ulong InodeTable,
    ulong DirectoryTable,
    ulong FragmentTable,
    ulong ExportTable) : IOnDiskStructure<Superblock>
{
    /// <summary><c>hsqs</c> in file order.</summary>
    public const uint Magic = 0x7371_7368;

    /// <summary>Stands for a table that is absent.</summary>
    public const ulong NoTable = ulong.MaxValue;

    public static int Size => 96;

    public static Superblock Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(source[4..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[8..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[12..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[16..]),
        BinaryPrimitives.ReadUInt16LittleEndian(source[20..]),
        BinaryPrimitives.ReadUInt16LittleEndian(source[22..]),
        (SuperblockFlags)BinaryPrimitives.ReadUInt16LittleEndian(source[24..]),
        BinaryPrimitives.ReadUInt16LittleEndian(source[26..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[32..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[40..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[48..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[56..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[64..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[72..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[80..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[88..]));

    public void Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(destination, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], InodeCount);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], CreatedAt);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[12..], BlockSize);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[16..], FragmentCount);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[20..], Compression);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[22..], BlockLog);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[24..], (ushort)Flags);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[26..], IdCount);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[28..], 4); // version 4.0
        BinaryPrimitives.WriteUInt64LittleEndian(destination[32..], RootInode);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[40..], BytesUsed);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[48..], IdTable);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[56..], XattrTable);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[64..], InodeTable);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[72..], DirectoryTable);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[80..], FragmentTable);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[88..], ExportTable);
    }
}
