using TalosBoot.Core.Content;

namespace TalosBoot.FileSystems.SquashFs.Reading;

/// <summary>
/// The fragment blocks of an image. The last ones that were used are in memory; one that is wanted again after it was dropped is spooled, so that
/// none is decompressed more than twice, in whatever order files are read. Thread-safe.
/// </summary>
/// <param name="decompress">Decompresses the block at a position with a size word.</param>
/// <param name="spoolLimit">The most bytes that are spooled.</param>
/// <param name="spool">Keeps them; null for a spool of its own.</param>
internal sealed class FragmentBlocks(Func<long, uint, byte[]> decompress, long spoolLimit, ContentSpool? spool)
{
    const int BlocksInMemory = 4;

    // Nobody disposes what reads an image: the file of its own spool has no name, and ends with the last content that was read from it.
    readonly Lazy<ContentSpool> _spool = new(() => spool ?? new ContentSpool());
    readonly BlockCache _recent = new(BlocksInMemory);
    readonly Lock _lock = new();
    readonly HashSet<long> _known = [];
    readonly Dictionary<long, BlobSource> _spooled = [];
    long _spooledLength;

    /// <summary>The content of a block.</summary>
    /// <param name="position">Where it lies.</param>
    /// <param name="word">Its size word.</param>
    public BlobSource Open(long position, uint word)
    {
        if (_recent.Find(position) is { } recent)
        {
            return BlobSource.FromBytes(recent);
        }

        bool isKnown;
        lock (_lock)
        {
            if (_spooled.TryGetValue(position, out var spooled))
            {
                return spooled;
            }

            isKnown = !_known.Add(position);
        }

        var content = decompress(position, word);
        if (isKnown)
        {
            return Keep(position, content);
        }

        _recent.Add(position, content);
        return BlobSource.FromBytes(content);
    }

    BlobSource Keep(long position, byte[] content)
    {
        lock (_lock)
        {
            if (_spooled.TryGetValue(position, out var spooled))
            {
                return spooled;
            }

            _spooledLength += content.Length;
            if (_spooledLength > spoolLimit)
            {
                throw SquashFsFailure.OverLimit(
                    position, $"its files lead to more than {spoolLimit} bytes of fragment blocks again and again, far more than an image of this size has.");
            }

            return _spooled[position] = _spool.Value.Write(ContentKind.Data, stream => stream.Write(content));
        }
    }
}
