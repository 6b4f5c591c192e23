using System.Collections.Concurrent;
using TalosBoot.FileSystems.SquashFs.Codecs;

namespace TalosBoot.FileSystems.Tests.SquashFs;

/// <summary>
/// Remembers what each block that it decompressed was stored as, and then compresses to just that. So an image can be compared with one made
/// by another version of the codec's library: all but the codec is ours.
/// </summary>
internal sealed class RecordingDecompressor(ISquashFsDecompressor inner) : ISquashFsDecompressor, ISquashFsCompressor
{
    readonly ConcurrentDictionary<string, byte[]> _stored = new();

    public int Decompress(ReadOnlyMemory<byte> source, Span<byte> destination, long position)
    {
        var count = inner.Decompress(source, destination, position);
        _stored[Convert.ToHexString(destination[..count])] = source.ToArray();
        return count;
    }

    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (!_stored.TryGetValue(Convert.ToHexString(source), out var stored))
        {
            return 0;
        }

        stored.CopyTo(destination);
        return stored.Length;
    }

    public void Dispose()
    {
    }
}
