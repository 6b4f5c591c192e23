namespace TalosBoot.FileSystems.SquashFs.Reading;

/// <summary>A table of metadata blocks, some of which are kept for the next read. Not thread-safe.</summary>
internal sealed class MetadataTable(SquashFsImage image, long start, long end)
{
    /// <summary>How many blocks are kept: 2 MiB of content.</summary>
    const int CachedBlocks = 256;

    readonly Dictionary<long, (byte[] Content, long Next)> _blocks = [];

    /// <summary>Where references count from.</summary>
    public long Start => start;

    public (byte[] Content, long Next) ReadBlock(long position)
    {
        if (_blocks.TryGetValue(position, out var block))
        {
            return block;
        }

        block = image.ReadMetadataBlock(position, end);
        if (_blocks.Count == CachedBlocks)
        {
            _blocks.Clear();
        }

        _blocks.Add(position, block);
        return block;
    }
}
