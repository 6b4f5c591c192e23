namespace TalosBoot.FileSystems.Fat;

/// <summary>How much a FAT volume may make its reader hold in memory.</summary>
public sealed record FatReadLimits
{
    /// <summary>The most files and directories. Default 100,000.</summary>
    public int MaximumEntries { get; init; } = 100_000;

    /// <summary>The most stretches of clusters that files and directories consist of, together. Default 1,000,000.</summary>
    public int MaximumFragments { get; init; } = 1_000_000;
}
