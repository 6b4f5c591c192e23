using TalosBoot.Core.Binary;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Xfs.OnDisk;

/// <summary>
/// The core of an inode; behind it lie the forks of data and of extended attributes (docs/formats/xfs.md). Sealed over the whole inode.
/// Counts of extents are kept as they are read: which field is whose depends on <see cref="LargeCounts"/>.
/// </summary>
internal readonly record struct XfsInode(
    ushort Mode,
    byte Version,
    byte Format,
    uint UserId,
    uint GroupId,
    uint Links,
    long AccessedAt,
    long ModifiedAt,
    long ChangedAt,
    ulong Length,
    ulong Blocks,
    ulong DataExtents,
    uint AttributeExtents,
    byte ForkOffset,
    byte AttributeFormat,
    ushort Flags,
    uint Generation,
    ulong ChangeCount,
    ulong Flags2,
    long CreatedAt,
    ulong Number,
    Guid Uuid) : IOnDiskStructure<XfsInode>
{
    /// <summary><c>IN</c>.</summary>
    public const ushort Magic = 0x494E;

    public const int ChecksumOffset = 100;

    public const byte FormatDevice = 0;

    public const byte FormatLocal = 1;

    public const byte FormatExtents = 2;

    public const byte FormatTree = 3;

    /// <summary>In <see cref="Flags"/>: the bitmap of a real-time device is new.</summary>
    public const ushort NewRealTimeBitmap = 4;

    /// <summary>In <see cref="Flags2"/>: times count nanoseconds from 1901 in 64 bits.</summary>
    public const ulong BigTime = 1 << 3;

    /// <summary>In <see cref="Flags2"/>: counts of extents are wide (64 bits for data, 32 for attributes instead of 32 and 16).</summary>
    public const ulong LargeCounts = 1 << 4;

    public static int Size => 176;

    public static XfsInode Read(ReadOnlySpan<byte> source)
    {
        source = source[..Size];
        var flags2 = ReadUInt64BigEndian(source[120..]);
        var isLarge = (flags2 & LargeCounts) != 0;
        return new XfsInode(
            ReadUInt16BigEndian(source[2..]),
            source[4],
            source[5],
            ReadUInt32BigEndian(source[8..]),
            ReadUInt32BigEndian(source[12..]),
            ReadUInt32BigEndian(source[16..]),
            XfsTime.Read(source[32..], flags2),
            XfsTime.Read(source[40..], flags2),
            XfsTime.Read(source[48..], flags2),
            ReadUInt64BigEndian(source[56..]),
            ReadUInt64BigEndian(source[64..]),
            isLarge ? ReadUInt64BigEndian(source[24..]) : ReadUInt32BigEndian(source[76..]),
            isLarge ? ReadUInt32BigEndian(source[76..]) : ReadUInt16BigEndian(source[80..]),
            source[82],
            source[83],
            ReadUInt16BigEndian(source[90..]),
            ReadUInt32BigEndian(source[92..]),
            ReadUInt64BigEndian(source[104..]),
            flags2,
            XfsTime.Read(source[144..], flags2),
            ReadUInt64BigEndian(source[152..]),
            new Guid(source[160..176], bigEndian: true));
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        WriteUInt16BigEndian(destination, Magic);
        WriteUInt16BigEndian(destination[2..], Mode);
        destination[4] = Version;
        destination[5] = Format;
        WriteUInt32BigEndian(destination[8..], UserId);
        WriteUInt32BigEndian(destination[12..], GroupId);
        WriteUInt32BigEndian(destination[16..], Links);
        if ((Flags2 & LargeCounts) != 0)
        {
            WriteUInt64BigEndian(destination[24..], DataExtents);
            WriteUInt32BigEndian(destination[76..], AttributeExtents);
        }
        else
        {
            WriteUInt32BigEndian(destination[76..], checked((uint)DataExtents));
            WriteUInt16BigEndian(destination[80..], checked((ushort)AttributeExtents));
        }

        XfsTime.Write(destination[32..], Flags2, AccessedAt);
        XfsTime.Write(destination[40..], Flags2, ModifiedAt);
        XfsTime.Write(destination[48..], Flags2, ChangedAt);
        WriteUInt64BigEndian(destination[56..], Length);
        WriteUInt64BigEndian(destination[64..], Blocks);
        destination[82] = ForkOffset;
        destination[83] = AttributeFormat;
        WriteUInt16BigEndian(destination[90..], Flags);
        WriteUInt32BigEndian(destination[92..], Generation);
        WriteUInt32BigEndian(destination[96..], uint.MaxValue); // no inode is unlinked behind it
        WriteUInt64BigEndian(destination[104..], ChangeCount);
        WriteUInt64BigEndian(destination[120..], Flags2);
        XfsTime.Write(destination[144..], Flags2, CreatedAt);
        WriteUInt64BigEndian(destination[152..], Number);
        Uuid.TryWriteBytes(destination[160..], bigEndian: true, out _);
    }
}
