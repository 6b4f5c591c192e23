namespace TalosBoot.FileSystems.SquashFs;

/// <summary>What a reader accepts of an image, so that a small hostile one does not become a large tree.</summary>
public sealed record SquashFsReadLimits
{
    /// <summary>The most names in all directories together. Default 1,048,576.</summary>
    public int MaximumEntries { get; init; } = 1024 * 1024;

    /// <summary>The most data blocks of all files together. Default 16,777,216: 2 TiB of content in blocks of 128 KiB.</summary>
    public int MaximumBlocks { get; init; } = 16 * 1024 * 1024;

    /// <summary>The most bytes of names and of targets of symbolic links together. Default 64 MiB.</summary>
    public int MaximumNameBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The most bytes of extended attributes of all different sets together. Default 64 MiB.</summary>
    public int MaximumXattrBytes { get; init; } = 64 * 1024 * 1024;
}
