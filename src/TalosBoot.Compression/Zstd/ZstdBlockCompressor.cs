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

    // Levels 16 to 18 search the same tree of matches, and differ in when they stop. On blocks of programs most of that search gains nothing:
    // stopped here it takes 2/3 of the time of level 18, and the result is 0.3 % larger. Level 15 takes as long, and is 1.4 % larger.
    const int FirstShortenedLevel = 16;
    const int LastShortenedLevel = 18;
    const int SmallestShortenedBlock = 16 * 1024;
    const int LargestShortenedBlock = 128 * 1024;
    const int SearchLog = 4;
    const int SufficientLength = 32;

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
        if (level is >= FirstShortenedLevel and <= LastShortenedLevel && blockSize is > SmallestShortenedBlock and <= LargestShortenedBlock)
        {
            _compressor.SetParameter(ZSTD_cParameter.ZSTD_c_searchLog, SearchLog);
            _compressor.SetParameter(ZSTD_cParameter.ZSTD_c_targetLength, SufficientLength);
        }
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
