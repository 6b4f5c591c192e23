namespace TalosBoot.FileSystems.Fat.Writing;

/// <summary>
/// Hands out clusters in ascending order, and remembers the chains. It counts on when the volume is full, to tell how much is missing.
/// </summary>
/// <param name="geometry">The volume.</param>
internal sealed class FatAllocator(FatGeometry geometry)
{
    /// <summary>
    /// How mkfs.fat ends the chain of the root directory; a cluster that mcopy appends ends it as any other (docs/formats/fat.md).
    /// </summary>
    const uint FreshRootEnd = 0x0FFF_FFF8;

    readonly List<(uint First, uint Count)> _runs = [];
    readonly List<IReadOnlyList<uint>> _chains = [];
    long _next = FatGeometry.FirstCluster;

    /// <summary>The clusters handed out.</summary>
    public long Count => _next - FatGeometry.FirstCluster;

    public bool IsOverfull => Count > geometry.ClusterCount;

    /// <summary>The cluster handed out last.</summary>
    public uint Last => (uint)(_next - 1);

    /// <summary>Consecutive clusters that are a chain.</summary>
    /// <param name="count">How many, at least one.</param>
    /// <returns>The first.</returns>
    public uint AllocateRun(long count)
    {
        var first = Take(count);
        if (!IsOverfull)
        {
            _runs.Add((first, (uint)count));
        }

        return first;
    }

    /// <summary>A cluster of a chain that grows.</summary>
    public uint AllocateOne() => Take(1);

    /// <summary>Adds a chain that has grown.</summary>
    public void AddChain(IReadOnlyList<uint> clusters) => _chains.Add(clusters);

    /// <summary>The used sectors of a FAT.</summary>
    public byte[] BuildFat(CancellationToken cancellationToken)
    {
        var table = new FatTable(geometry, Last);
        foreach (var (first, count) in _runs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var cluster = first; cluster < first + count - 1; cluster++)
            {
                table.Set(cluster, cluster + 1);
                if (cluster % (256 * 1024) == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }
            }

            table.Set(first + count - 1, table.End);
        }

        foreach (var chain in _chains)
        {
            for (var index = 1; index < chain.Count; index++)
            {
                table.Set(chain[index - 1], chain[index]);
            }

            var isFreshRoot = geometry.Type == FatType.Fat32 && chain[^1] == FatGeometry.FirstCluster;
            table.Set(chain[^1], isFreshRoot ? FreshRootEnd : table.End);
        }

        return table.ToArray();
    }

    uint Take(long count)
    {
        var first = _next;
        _next = checked(_next + count);
        return (uint)Math.Min(first, uint.MaxValue);
    }
}
