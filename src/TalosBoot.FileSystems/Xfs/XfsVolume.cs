using TalosBoot.Archives.Trees;

namespace TalosBoot.FileSystems.Xfs;

/// <summary>What an XFS volume holds.</summary>
public sealed record XfsVolume
{
    /// <summary>The label; empty for none.</summary>
    public required string Label { get; init; }

    /// <summary>The UUID.</summary>
    public required Guid Uuid { get; init; }

    /// <summary>Bytes per block.</summary>
    public required int BlockSize { get; init; }

    /// <summary>Bytes per sector.</summary>
    public required int SectorSize { get; init; }

    /// <summary>The blocks of the volume.</summary>
    public required long BlockCount { get; init; }

    /// <summary>The blocks that are free, as the superblock counts them.</summary>
    public required long FreeBlocks { get; init; }

    /// <summary>The inodes that there are, used and free.</summary>
    public required long InodeCount { get; init; }

    /// <summary>The inodes that are free.</summary>
    public required long FreeInodes { get; init; }

    /// <summary>The allocation groups.</summary>
    public required int GroupCount { get; init; }

    /// <summary>The blocks of an allocation group.</summary>
    public required long GroupBlocks { get; init; }

    /// <summary>The features that a system must know to write, as bits of the superblock (docs/formats/xfs.md).</summary>
    public required uint ReadOnlyFeatures { get; init; }

    /// <summary>The features that a system must know to read, as bits of the superblock (docs/formats/xfs.md).</summary>
    public required uint IncompatibleFeatures { get; init; }

    /// <summary>The files and directories. Contents are parts of the volume and are read when they are asked for.</summary>
    public required FileTree Tree { get; init; }
}
