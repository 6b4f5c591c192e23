using System.Numerics;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace TalosBoot.Compression.Zstd;

/// <summary>
/// Compresses blocks in memory, each to a frame with its length and without a checksum, whose window is no larger than the block. For one
/// thread at a time.
/// </summary>
internal sealed class ZstdBlockCompressor : IDisposable
{
    public const int MaxBlockSize = 1024 * 1024;

    // The squashfs driver sizes its workspace for a window of at least 8 KiB (linux fs/squashfs/zstd_wrapper.c).
    const int MinWindowLog = 13;

    readonly Compressor _compressor;
    readonly int _blockSize;

    /// <summary>Makes room for blocks.</summary>
    /// <param name="level">The level, 1 to 22.</param>
    /// <param name="blockSize">The largest block, at most 1 MiB.</param>
    public ZstdBlockCompressor(int level, int blockSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 22);
        ArgumentOutOfRangeException.ThrowIfLessThan(blockSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blockSize, MaxBlockSize);
        _blockSize = blockSize;
        _compressor = new Compressor(level);
        _compressor.SetParameter(ZSTD_cParameter.ZSTD_c_windowLog, Math.Max(MinWindowLog, BitOperations.Log2((uint)blockSize)));
        _compressor.SetParameter(ZSTD_cParameter.ZSTD_c_contentSizeFlag, 1);
        _compressor.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 0);
    }

    /// <summary>Compresses a block.</summary>
    /// <param name="block">The bytes, no more than the block size.</param>
    /// <param name="destination">Takes the frame.</param>
    /// <returns>The length of the frame, or -1 when it is longer than the destination.</returns>
    public int Compress(ReadOnlySpan<byte> block, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(block.Length, _blockSize);
        return _compressor.TryWrap(block, destination, out var written) ? written : -1;
    }

    public void Dispose() => _compressor.Dispose();
}
