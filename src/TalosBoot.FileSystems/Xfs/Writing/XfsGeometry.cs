using System.Numerics;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.FileSystems.Xfs.Writing;

/// <summary>Where the parts of a volume lie: as mkfs.xfs chooses it for a file of the volume's size (docs/formats/xfs.md).</summary>
internal sealed record XfsGeometry
{
    public const int BlockSize = 4096;

    public const int BlockLog = 12;

    public const int InodeSize = 512;

    public const int InodesPerBlock = BlockSize / InodeSize;

    public const int InodesPerBlockLog = 3;

    /// <summary>Bytes of an inode behind its core, for both forks.</summary>
    public const int ForkRoom = InodeSize - 176;

    /// <summary>Blocks of a chunk of inodes, which is also how chunks are aligned.</summary>
    public const uint ChunkBlocks = 8;

    const uint GroupCount = 4;

    const int LogBlocksOfTheVolume = 2048;

    const long SmallestLog = 64L * 1024 * 1024;

    /// <summary>The format's own bound (XFS_MAX_LOG_BYTES), less the room that mkfs.xfs leaves to it.</summary>
    const long LargestLog = (2L << 30) - (10 << 20);

    /// <summary>A group has less than 1 TiB. Blocks of the volume for which the groups have no room are left out.</summary>
    const uint LargestGroup = (1u << (40 - BlockLog)) - 1;

    const long SmallestVolume = 300L * 1024 * 1024;

    /// <summary>From here on mkfs.xfs makes groups of 1 TiB.</summary>
    const long LargestVolume = (4L << 40) - 1;

    public required Guid Uuid { get; init; }

    public required int SectorSize { get; init; }

    public required uint BlockCount { get; init; }

    /// <summary>Blocks of an allocation group; the last may have fewer.</summary>
    public required uint AgBlocks { get; init; }

    public required uint AgCount { get; init; }

    public required uint LogBlocks { get; init; }

    public required XfsFeatureSet Features { get; init; }

    public bool HasReverseMap => Features >= XfsFeatureSet.Lts66;

    public bool HasLargeCounts => Features >= XfsFeatureSet.Lts66;

    public bool HasParentPointers => Features >= XfsFeatureSet.Lts618;

    public byte AgBlockLog => (byte)(32 - BitOperations.LeadingZeroCount(AgBlocks - 1));

    /// <summary>The share of the volume that inodes may take when it is in use.</summary>
    public byte MaximumInodePercent => BlockCount < 1L << (40 - BlockLog) ? (byte)25 : (byte)5;

    /// <summary>What the log is written in: with other sectors than of 512 bytes, whole blocks.</summary>
    public int LogUnit => SectorSize > 512 ? BlockSize : 512;

    /// <summary>The group that holds the log.</summary>
    public uint LogGroup => AgCount / 2;

    /// <summary>Blocks of the four sectors in front of a group.</summary>
    public uint HeaderBlocks => (uint)Alignment.DivideUp(4 * SectorSize, BlockSize);

    /// <summary>finobt, reflink, inobtcount; rmapbt.</summary>
    public uint ReadOnlyFeatures => 0x0Du | (HasReverseMap ? 0x02u : 0);

    /// <summary>ftype, sparse inodes, bigtime; nrext64; exchange of ranges and parent pointers.</summary>
    public uint IncompatibleFeatures => 0x0Bu | (HasLargeCounts ? 0x20u : 0) | (HasParentPointers ? 0xC0u : 0);

    public static XfsGeometry Choose(XfsOptions options)
    {
        if (options.SectorSize is not (512 or 1024 or 2048 or 4096))
        {
            throw new ArgumentException($"A sector of {options.SectorSize} bytes is not known: use 512, 1024, 2048 or 4096.", nameof(options));
        }

        if (!Enum.IsDefined(options.Features))
        {
            throw new ArgumentException($"{options.Features} is no known set of features.", nameof(options));
        }

        if (options.Label is not { Length: <= 12 } || !System.Text.Ascii.IsValid(options.Label) || options.Label.Contains('\0'))
        {
            throw new ArgumentException($"The label \"{options.Label}\" is not of at most twelve ASCII characters.", nameof(options));
        }

        if (options.Size is < SmallestVolume or > LargestVolume)
        {
            throw new LayoutException(
                DiagnosticIds.VolumeGeometryImpossible, options.Name, options.Size < SmallestVolume ? SmallestVolume : LargestVolume, options.Size,
                "XFS volumes are made from 300 MiB on, as mkfs.xfs does it, and below 4 TiB. Choose another size.");
        }

        var blocks = (uint)Math.Min(options.Size / BlockSize, (long)GroupCount * LargestGroup);
        var log = Math.Clamp(blocks / LogBlocksOfTheVolume, SmallestLog / BlockSize, LargestLog / BlockSize);
        return new XfsGeometry
        {
            Uuid = options.Uuid ?? Core.Determinism.DeterministicGuid.CreateFromLabel(options.Label),
            SectorSize = options.SectorSize,
            BlockCount = blocks,
            AgBlocks = Alignment.DivideUp(blocks, GroupCount),
            AgCount = GroupCount,
            LogBlocks = (uint)log,
            Features = options.Features,
        };
    }

    public uint LengthOf(uint group) => Math.Min(AgBlocks, BlockCount - (group * AgBlocks));

    /// <summary>The number of a block in the volume: the group in the upper bits.</summary>
    public ulong VolumeBlock(uint group, uint block) => ((ulong)group << AgBlockLog) | block;

    public ulong InodeNumber(uint group, uint inode) => ((ulong)group << (AgBlockLog + InodesPerBlockLog)) | inode;

    public long OffsetOf(uint group, uint block) => (((long)group * AgBlocks) + block) * BlockSize;

    public long OffsetOf(ulong volumeBlock) =>
        OffsetOf((uint)(volumeBlock >> AgBlockLog), (uint)(volumeBlock & ((1UL << AgBlockLog) - 1)));

    /// <summary>A place as metadata blocks tell theirs: in units of 512 bytes.</summary>
    public static ulong PositionOf(long offset) => (ulong)(offset / 512);
}
