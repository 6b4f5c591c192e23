namespace TalosBoot.FileSystems.SquashFs.Reading;

/// <summary>Keeps the contents of the blocks that were used last. Thread-safe.</summary>
/// <param name="capacity">How many blocks are kept.</param>
internal sealed class BlockCache(int capacity)
{
    readonly Lock _lock = new();
    readonly LinkedList<(long Position, byte[] Content)> _blocks = new();

    /// <summary>The content of a block, or null when it is not kept.</summary>
    public byte[]? Find(long position)
    {
        lock (_lock)
        {
            for (var node = _blocks.First; node is not null; node = node.Next)
            {
                if (node.Value.Position == position)
                {
                    _blocks.Remove(node);
                    _blocks.AddFirst(node);
                    return node.Value.Content;
                }
            }
        }

        return null;
    }

    /// <summary>Keeps a block, in place of the one that was not used for the longest time.</summary>
    public void Add(long position, byte[] content)
    {
        lock (_lock)
        {
            _blocks.AddFirst((position, content));
            if (_blocks.Count > capacity)
            {
                _blocks.RemoveLast();
            }
        }
    }
}
