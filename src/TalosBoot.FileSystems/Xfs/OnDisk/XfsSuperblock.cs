using System.Text;
using TalosBoot.Core.Binary;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Xfs.OnDisk;

/// <summary>
/// The superblock, first sector of each allocation group (docs/formats/xfs.md). Fields of real-time devices and quotas are zero: neither exists
/// in an image. The checksum covers the whole sector, so <see cref="XfsChecksum"/> seals it.
/// </summary>
internal readonly record struct XfsSuperblock(
    uint BlockSize,
    ulong BlockCount,
    Guid Uuid,
    ulong LogStart,
    ulong RootInode,
    uint AgBlocks,
    uint AgCount,
    uint LogBlocks,
    ushort Version,
    ushort SectorSize,
    ushort InodeSize,
    ushort InodesPerBlock,
    string Label,
    byte BlockLog,
    byte SectorLog,
    byte InodeLog,
    byte InodesPerBlockLog,
    byte AgBlockLog,
    byte MaximumInodePercent,
    ulong InodeCount,
    ulong FreeInodes,
    ulong FreeBlocks,
    uint InodeAlignment,
    byte DirectoryBlockLog,
    byte LogSectorLog,
    ushort LogSectorSize,
    uint LogStripeUnit,
    uint Features2,
    uint ReadOnlyFeatures,
    uint IncompatibleFeatures,
    uint SparseInodeAlignment) : IOnDiskStructure<XfsSuperblock>
{
    /// <summary><c>XFSB</c>.</summary>
    public const uint Magic = 0x5846_5342;

    public const int ChecksumOffset = 224;

    /// <summary>Version 5 with all that every image has; <see cref="VersionWithSectors"/> is added for sectors other than 512 bytes.</summary>
    public const ushort VersionOfImages = 0xB4B5;

    public const ushort VersionWithSectors = 0x0800;

    public const uint Features2OfImages = 0x18A;

    /// <summary>The bits of version 5 in <see cref="Version"/>.</summary>
    public const int VersionMask = 0x000F;

    public static int Size => 264;

    public static XfsSuperblock Read(ReadOnlySpan<byte> source)
    {
        source = source[..Size];
        return new XfsSuperblock(
            ReadUInt32BigEndian(source[4..]),
            ReadUInt64BigEndian(source[8..]),
            new Guid(source[32..48], bigEndian: true),
            ReadUInt64BigEndian(source[48..]),
            ReadUInt64BigEndian(source[56..]),
            ReadUInt32BigEndian(source[84..]),
            ReadUInt32BigEndian(source[88..]),
            ReadUInt32BigEndian(source[96..]),
            ReadUInt16BigEndian(source[100..]),
            ReadUInt16BigEndian(source[102..]),
            ReadUInt16BigEndian(source[104..]),
            ReadUInt16BigEndian(source[106..]),
            Encoding.Latin1.GetString(source[108..120]).TrimEnd('\0'),
            source[120],
            source[121],
            source[122],
            source[123],
            source[124],
            source[127],
            ReadUInt64BigEndian(source[128..]),
            ReadUInt64BigEndian(source[136..]),
            ReadUInt64BigEndian(source[144..]),
            ReadUInt32BigEndian(source[180..]),
            source[192],
            source[193],
            ReadUInt16BigEndian(source[194..]),
            ReadUInt32BigEndian(source[196..]),
            ReadUInt32BigEndian(source[200..]),
            ReadUInt32BigEndian(source[212..]),
            ReadUInt32BigEndian(source[216..]),
            ReadUInt32BigEndian(source[228..]));
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        WriteUInt32BigEndian(destination, Magic);
        WriteUInt32BigEndian(destination[4..], BlockSize);
        WriteUInt64BigEndian(destination[8..], BlockCount);
        Uuid.TryWriteBytes(destination[32..], bigEndian: true, out _);
        WriteUInt64BigEndian(destination[48..], LogStart);
        WriteUInt64BigEndian(destination[56..], RootInode);
        WriteUInt64BigEndian(destination[64..], RootInode + 1); // bitmap and summary of the real-time device that is not there
        WriteUInt64BigEndian(destination[72..], RootInode + 2);
        WriteUInt32BigEndian(destination[80..], 1); // its extent size
        WriteUInt32BigEndian(destination[84..], AgBlocks);
        WriteUInt32BigEndian(destination[88..], AgCount);
        WriteUInt32BigEndian(destination[96..], LogBlocks);
        WriteUInt16BigEndian(destination[100..], Version);
        WriteUInt16BigEndian(destination[102..], SectorSize);
        WriteUInt16BigEndian(destination[104..], InodeSize);
        WriteUInt16BigEndian(destination[106..], InodesPerBlock);
        Encoding.Latin1.GetBytes(Label, destination[108..120]);
        destination[120] = BlockLog;
        destination[121] = SectorLog;
        destination[122] = InodeLog;
        destination[123] = InodesPerBlockLog;
        destination[124] = AgBlockLog;
        destination[127] = MaximumInodePercent;
        WriteUInt64BigEndian(destination[128..], InodeCount);
        WriteUInt64BigEndian(destination[136..], FreeInodes);
        WriteUInt64BigEndian(destination[144..], FreeBlocks);
        WriteUInt32BigEndian(destination[180..], InodeAlignment);
        destination[192] = DirectoryBlockLog;
        destination[193] = LogSectorLog;
        WriteUInt16BigEndian(destination[194..], LogSectorSize);
        WriteUInt32BigEndian(destination[196..], LogStripeUnit);
        WriteUInt32BigEndian(destination[200..], Features2);
        WriteUInt32BigEndian(destination[204..], Features2); // a second copy, for kernels that look 4 bytes too far
        WriteUInt32BigEndian(destination[212..], ReadOnlyFeatures);
        WriteUInt32BigEndian(destination[216..], IncompatibleFeatures);
        WriteUInt32BigEndian(destination[228..], SparseInodeAlignment);
    }
}
