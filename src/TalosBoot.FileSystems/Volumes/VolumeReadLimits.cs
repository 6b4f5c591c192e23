namespace TalosBoot.FileSystems.Volumes;

/// <summary>What the readers of XFS and ext4 accept of a volume, so that a small hostile one does not become a large tree.</summary>
public sealed record VolumeReadLimits
{
    /// <summary>The most names in all directories together. Default 1,048,576.</summary>
    public int MaximumEntries { get; init; } = 1024 * 1024;

    /// <summary>The most stretches of blocks that files and directories consist of, together. Default 4,194,304.</summary>
    public int MaximumExtents { get; init; } = 4 * 1024 * 1024;

    /// <summary>The most bytes of names and of targets of symbolic links together. Default 64 MiB.</summary>
    public int MaximumNameBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The most bytes of extended attributes together. Default 64 MiB.</summary>
    public int MaximumXattrBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The most directories in each other. Default 2048, as many as a path of Linux has room for.</summary>
    public int MaximumDepth { get; init; } = 2048;
}
