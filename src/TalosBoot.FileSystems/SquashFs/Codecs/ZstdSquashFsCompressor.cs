using TalosBoot.Compression.Zstd;

namespace TalosBoot.FileSystems.SquashFs.Codecs;

/// <summary>One zstd frame for each block. Its window is no larger than a block, which is what kernels accept (docs/formats/squashfs.md).</summary>
internal sealed class ZstdSquashFsCompressor(int level, int blockSize) : ISquashFsCompressor
{
    readonly ZstdBlockCompressor _compressor = new(level, blockSize);

    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination) => Math.Max(0, _compressor.Compress(source, destination));

    public void Dispose() => _compressor.Dispose();
}
