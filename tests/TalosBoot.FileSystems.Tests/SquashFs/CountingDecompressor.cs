using System.Collections.Concurrent;
using TalosBoot.FileSystems.SquashFs.Codecs;

namespace TalosBoot.FileSystems.Tests.SquashFs;

/// <summary>Counts how often the block at each position is decompressed.</summary>
internal sealed class CountingDecompressor(ISquashFsDecompressor inner) : ISquashFsDecompressor
{
    public ConcurrentDictionary<long, int> Counts { get; } = new();

    public int Decompress(ReadOnlyMemory<byte> source, Span<byte> destination, long position)
    {
        Counts.AddOrUpdate(position, 1, (_, count) => count + 1);
        return inner.Decompress(source, destination, position);
    }
}
