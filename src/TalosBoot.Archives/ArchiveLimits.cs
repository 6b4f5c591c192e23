namespace TalosBoot.Archives;

/// <summary>What a reader of archives accepts at most. Going beyond is an error (TB4002), noticed before memory is taken.</summary>
public sealed record ArchiveLimits
{
    /// <summary>The limits that are used where none are given.</summary>
    public static ArchiveLimits Default { get; } = new();

    /// <summary>The entries of one source. Default 1,000,000 (docs/formats/oci.md).</summary>
    public int MaximumEntries { get; init; } = 1_000_000;

    /// <summary>The bytes of a path or link target. Default 4096: PATH_MAX of Linux.</summary>
    public int MaximumPathLength { get; init; } = 4096;

    /// <summary>The names in a path. Default 255.</summary>
    public int MaximumDepth { get; init; } = 255;

    /// <summary>The bytes of one extended header: long names, PAX records, sparse maps. Default 1 MiB.</summary>
    public int MaximumExtendedHeaderLength { get; init; } = 1024 * 1024;

    /// <summary>The bytes of all paths, link targets and extended attributes together, which are held in memory. Default 256 MiB.</summary>
    public long MaximumMetadataLength { get; init; } = 256L << 20;

    /// <summary>The bytes of all file contents together, holes included. Default 64 GiB.</summary>
    public long MaximumTotalSize { get; init; } = 64L << 30;
}
