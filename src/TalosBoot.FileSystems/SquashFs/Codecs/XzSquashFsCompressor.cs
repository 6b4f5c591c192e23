using TalosBoot.Compression.Xz;
using TalosBoot.Compression.Xz.Container;

namespace TalosBoot.FileSystems.SquashFs.Codecs;

/// <summary>
/// One xz stream for each block, with a CRC-32 and a dictionary as large as the block: that of the image for its data, and 8192 bytes for
/// metadata (docs/formats/squashfs.md).
/// </summary>
internal sealed class XzSquashFsCompressor(XzPreset preset, int blockSize) : ISquashFsCompressor
{
    readonly XzBlockCompressor _compressor = new(preset, blockSize);

    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination) => Math.Max(0, _compressor.Compress(source, destination));

    public void Dispose()
    {
        // It holds memory of the garbage collector only.
    }
}
