using TalosBoot.Compression.Zstd;

namespace TalosBoot.FileSystems.SquashFs.Codecs;

internal sealed class ZstdSquashFsDecompressor : ISquashFsDecompressor
{
    public int Decompress(ReadOnlyMemory<byte> source, Span<byte> destination, long position)
    {
        using var decompressor = new ZstdBlockDecompressor();
        return decompressor.Decompress(source.Span, destination, position);
    }
}
