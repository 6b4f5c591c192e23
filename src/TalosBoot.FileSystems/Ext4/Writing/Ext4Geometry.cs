using System.Numerics;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Ext4.OnDisk;

namespace TalosBoot.FileSystems.Ext4.Writing;

/// <summary>How large the parts of a volume are: as mke2fs 1.47.4 chooses it for the volume's size (docs/formats/disk.md).</summary>
internal sealed record Ext4Geometry
{
    public const int GroupsPerFlex = 16;

    public const byte FlexLog = 4;

    public const int DescriptorSize = 64;

    const long Mebibyte = 1024 * 1024;

    const long SmallestVolume = 256 * 1024;

    const long LargestVolume = (4L << 40) - 1;

    /// <summary>From here on blocks have 4096 bytes, and inodes are fewer.</summary>
    const long SmallestUsual = 512 * Mebibyte;

    const long SmallestSmall = 3 * Mebibyte;

    /// <summary>A last group with less room than this behind its tables is left out.</summary>
    const int SmallestLastGroup = 50;

    const double ReservedPercent = 5.0;

    public required int BlockSize { get; init; }

    public required uint BlockCount { get; init; }

    public required uint ReservedBlocks { get; init; }

    public required uint GroupCount { get; init; }

    public required uint InodesPerGroup { get; init; }

    /// <summary>Blocks that the table of descriptors may grow into when the volume grows.</summary>
    public required int ReservedDescriptorBlocks { get; init; }

    /// <summary>1 with blocks of 1024 bytes: the superblock does not lie in the first.</summary>
    public uint FirstDataBlock => BlockSize == 1024 ? 1u : 0;

    public uint BlocksPerGroup => (uint)BlockSize * 8;

    public int DescriptorBlocks => Alignment.DivideUp((int)GroupCount * DescriptorSize, BlockSize);

    /// <summary>From here on mke2fs spreads the descriptors over the volume (meta_bg), which is not made here.</summary>
    int MostDescriptorBlocks => (int)BlocksPerGroup * 3 / 4;

    /// <summary>The bytes whose groups have descriptors, and room for more, within that many blocks.</summary>
    long LargestSize => (long)(MostDescriptorBlocks - (BlockSize / sizeof(uint))) * (BlockSize / DescriptorSize) * BlocksPerGroup * BlockSize;

    public int InodeTableBlocks => (int)InodesPerGroup * Ext4Inode.Size / BlockSize;

    public uint InodeCount => InodesPerGroup * GroupCount;

    public int BlockSizeLog => BitOperations.Log2((uint)BlockSize) - 10;

    /// <summary>The blocks of the journal; 0 for a volume that is too small for one.</summary>
    public uint JournalBlocks => BlockCount switch
    {
        < 2048 => 0,
        < 32 * 1024 => 1024,
        < 256 * 1024 => 4096,
        < 512 * 1024 => 8192,
        < 4096 * 1024 => 16_384,
        < 8192 * 1024 => 32_768,
        < 16_384 * 1024 => 65_536,
        < 32_768 * 1024 => 131_072,
        _ => 262_144,
    };

    /// <summary>The blocks of the file of orphans, which goes with a journal.</summary>
    public uint OrphanBlocks => JournalBlocks == 0 ? 0 : BlockCount switch
    {
        < 128 * 1024 => 32,
        < 2048 * 1024 => BlockCount / 4096,
        _ => 512,
    };

    /// <summary>Blocks of the directory lost+found: 16 KiB, at most 12 blocks.</summary>
    public int LostAndFoundBlocks => Math.Min(12, 16 * 1024 / BlockSize);

    public static Ext4Geometry Choose(Ext4Options options)
    {
        if (options.BlockSize is not (null or 1024 or 2048 or 4096))
        {
            throw new ArgumentException($"A block of {options.BlockSize} bytes is not known: use 1024, 2048 or 4096.", nameof(options));
        }

        if (options.Label is not { Length: <= 16 } || !System.Text.Ascii.IsValid(options.Label) || options.Label.Contains('\0'))
        {
            throw new ArgumentException($"The label \"{options.Label}\" is not of at most sixteen ASCII characters.", nameof(options));
        }

        if (options.Size is < SmallestVolume or > LargestVolume)
        {
            throw Impossible(options, options.Size < SmallestVolume ? SmallestVolume : LargestVolume);
        }

        var blockSize = options.BlockSize ?? (options.Size < SmallestUsual ? 1024 : 4096);
        var blocks = (uint)(options.Size / blockSize);
        var ratio = options.Size switch
        {
            < SmallestSmall => 8192,
            < SmallestUsual => 4096,
            _ => 16_384,
        };
        var inodes = (uint)((long)blocks * blockSize / ratio);
        var reserved = (uint)(ReservedPercent * blocks / 100.0);
        return Fit(options, blockSize, blocks, inodes, reserved);
    }

    public uint FirstBlockOf(uint group) => FirstDataBlock + (group * BlocksPerGroup);

    public uint BlocksOf(uint group) => Math.Min(BlocksPerGroup, BlockCount - FirstBlockOf(group));

    /// <summary>Whether a group has a copy of the superblock: 0, 1 and the powers of 3, 5 and 7.</summary>
    public static bool HasSuperblock(uint group) => group <= 1 || IsPower(group, 3) || IsPower(group, 5) || IsPower(group, 7);

    /// <summary>Blocks of the superblock and of the descriptors, with what is reserved for more.</summary>
    public int HeadBlocksOf(uint group) => HasSuperblock(group) ? 1 + DescriptorBlocks + ReservedDescriptorBlocks : 0;

    static Ext4Geometry Fit(Ext4Options options, int blockSize, uint blocks, uint inodes, uint reserved)
    {
        while (true)
        {
            var bare = new Ext4Geometry
            {
                BlockSize = blockSize,
                BlockCount = blocks,
                ReservedBlocks = reserved,
                GroupCount = 0,
                InodesPerGroup = 0,
                ReservedDescriptorBlocks = 0,
            };
            var groups = ((blocks - bare.FirstDataBlock - 1) / bare.BlocksPerGroup) + 1;
            var geometry = bare with { GroupCount = groups, InodesPerGroup = InodesOfGroup(inodes, groups, blockSize) };
            geometry = geometry with { ReservedDescriptorBlocks = RoomToGrow(geometry) };
            if (geometry.DescriptorBlocks + geometry.ReservedDescriptorBlocks > geometry.MostDescriptorBlocks)
            {
                throw new LayoutException(
                    DiagnosticIds.VolumeGeometryImpossible, options.Name, options.Size, geometry.LargestSize,
                    $"with blocks of {blockSize} bytes, the descriptors of more than {geometry.LargestSize} bytes do not fit a group. Use blocks of 4096 bytes.");
            }

            var last = (blocks - geometry.FirstDataBlock) % geometry.BlocksPerGroup;
            var tables = 2 + geometry.InodeTableBlocks + geometry.HeadBlocksOf(groups - 1);
            if (groups == 1 && last > 0 && last < tables)
            {
                throw Impossible(options, (long)tables * blockSize);
            }

            if (last == 0 || last >= tables + SmallestLastGroup || groups == 1)
            {
                return geometry;
            }

            var share = 100.0 * reserved / blocks;
            blocks -= last;
            reserved = (uint)(share * blocks / 100.0);
        }
    }

    static uint InodesOfGroup(uint inodes, uint groups, int blockSize)
    {
        var wanted = Alignment.DivideUp(inodes, groups);
        while (true)
        {
            // The inodes of a group fill their blocks, and their bits whole bytes.
            var perBlock = (uint)(blockSize / Ext4Inode.Size);
            var fitted = Math.Max(8, Alignment.Up(wanted, perBlock)) & ~7u;
            if (fitted * groups >= 12)
            {
                return fitted;
            }

            wanted += 8;
        }
    }

    /// <summary>Descriptors for a volume 1024 times as large.</summary>
    static int RoomToGrow(Ext4Geometry geometry)
    {
        var most = geometry.BlockCount < uint.MaxValue / 1024 ? geometry.BlockCount * 1024 : uint.MaxValue;
        var groups = ((most - geometry.FirstDataBlock - 1) / geometry.BlocksPerGroup) + 1;
        var blocks = (int)Alignment.DivideUp(groups, (uint)(geometry.BlockSize / DescriptorSize)) - geometry.DescriptorBlocks;
        return Math.Min(blocks, geometry.BlockSize / sizeof(uint));
    }

    static bool IsPower(uint value, uint root)
    {
        var power = root;
        while (power < value)
        {
            power *= root;
        }

        return power == value;
    }

    static LayoutException Impossible(Ext4Options options, long needed) => new(
        DiagnosticIds.VolumeGeometryImpossible, options.Name, needed, options.Size,
        "ext4 volumes are made from 256 KiB on and below 4 TiB. Choose another size.");
}
