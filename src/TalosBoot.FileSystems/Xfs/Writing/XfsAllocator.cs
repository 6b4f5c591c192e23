namespace TalosBoot.FileSystems.Xfs.Writing;

/// <summary>
/// Hands out blocks near an inode, then in the groups behind it. It counts on when the volume is full, to tell how much is missing.
/// </summary>
internal sealed class XfsAllocator
{
    readonly XfsGeometry _geometry;

    public XfsAllocator(XfsGeometry geometry)
    {
        _geometry = geometry;
        Groups = new XfsGroup[geometry.AgCount];
        for (var number = 0u; number < geometry.AgCount; number++)
        {
            Groups[number] = new XfsGroup(geometry, number);
        }

        Capacity = Groups.Sum(group => (long)group.Available);
    }

    public XfsGroup[] Groups { get; }

    /// <summary>The blocks that were there for files and inodes.</summary>
    public long Capacity { get; }

    /// <summary>The blocks that were asked for.</summary>
    public long Wanted { get; private set; }

    /// <summary>Whether more was asked for than there was.</summary>
    public bool IsOverfull { get; private set; }

    /// <summary>Takes the blocks of all inodes, group by group.</summary>
    public void TakeChunks()
    {
        foreach (var group in Groups)
        {
            group.TakeChunks();
            Wanted += group.ChunkCount * (long)XfsGeometry.ChunkBlocks;
        }
    }

    /// <summary>Takes blocks.</summary>
    /// <param name="home">The group to start with.</param>
    /// <param name="count">How many.</param>
    /// <param name="owner">The inode.</param>
    /// <param name="offset">The first block's place in the fork, with flags, for the reverse map.</param>
    /// <param name="advances">Whether the place counts on with the blocks.</param>
    /// <returns>The stretches, of together so many blocks; none when the volume is full.</returns>
    public List<(ulong Block, uint Count)> Take(uint home, long count, ulong owner, ulong offset, bool advances = true)
    {
        var result = new List<(ulong Block, uint Count)>();
        Wanted += count;
        for (var step = 0u; count > 0 && step < _geometry.AgCount && !IsOverfull; step++)
        {
            var group = Groups[(home + step) % _geometry.AgCount];
            while (count > 0 && group.Available > 0)
            {
                var part = (uint)Math.Min(Math.Min(count, group.Available), OnDisk.XfsExtent.MaximumCount);
                result.Add((_geometry.VolumeBlock(group.Number, group.Take(part, (long)owner, offset)), part));
                offset += advances ? part : 0;
                count -= part;
            }
        }

        IsOverfull |= count > 0;
        return result;
    }
}
