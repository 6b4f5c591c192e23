namespace TalosBoot.FileSystems.Iso9660;

/// <summary>How much of a volume a reader takes before it calls the volume hostile.</summary>
public sealed record IsoReadLimits
{
    /// <summary>The entries of the tree. Default 1,000,000.</summary>
    public int MaximumEntries { get; init; } = 1_000_000;

    /// <summary>The directories on the way to an entry. Default 512.</summary>
    public int MaximumDepth { get; init; } = 512;

    /// <summary>The bytes of all directories together, with their continuation areas. Default 512 MiB.</summary>
    public long MaximumDirectoryLength { get; init; } = 512L * 1024 * 1024;
}
