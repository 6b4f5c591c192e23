using ZstdSharp;

namespace TalosBoot.FileSystems.SquashFs;

/// <summary>
/// One zstd frame for each block, with its content size and without a checksum. Since the whole block is given at once, the frame's window
/// is the block, which is what kernels accept (initramfs.md 16.11).
/// </summary>
internal sealed class ZstdSquashFsCompressor(int level) : ISquashFsCompressor
{
    readonly Compressor _compressor = new(level);

    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination) =>
        _compressor.TryWrap(source, destination, out var length) ? length : 0;

    public void Dispose() => _compressor.Dispose();
}
