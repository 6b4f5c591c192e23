namespace TalosBoot.Disks.Blocks;

/// <summary>Blocks of a disk, one after the other.</summary>
/// <param name="First">The first block.</param>
/// <param name="Count">How many there are: at least one.</param>
internal readonly record struct BlockRun(long First, long Count)
{
    /// <summary>The first block behind them.</summary>
    public long End => First + Count;
}
