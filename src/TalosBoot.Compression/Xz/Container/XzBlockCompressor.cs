using TalosBoot.Compression.Content;
using TalosBoot.Compression.Xz.Lzma;
using TalosBoot.Compression.Xz.Lzma2;

namespace TalosBoot.Compression.Xz.Container;

/// <summary>
/// Compresses blocks in memory, each to an xz stream of one block with CRC-32, whose header names both lengths, and whose dictionary is as large
/// as the block size. For one thread at a time.
/// </summary>
internal sealed class XzBlockCompressor
{
    public const int MaxBlockSize = 1024 * 1024;

    readonly int _dictionarySize;
    readonly byte[] _block;
    readonly Lzma2Encoder _encoder;
    readonly ByteSink _chunks = new(0);
    readonly ByteSink _stream = new(0);

    /// <summary>Makes room for blocks.</summary>
    /// <param name="preset">The effort; the dictionary is that of the block size.</param>
    /// <param name="blockSize">The largest block, 4 KiB to 1 MiB.</param>
    public XzBlockCompressor(XzPreset preset, int blockSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blockSize, 4096);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blockSize, MaxBlockSize);
        _dictionarySize = blockSize;
        _block = new byte[blockSize];
        _encoder = new Lzma2Encoder(LzmaEffort.Of(preset) with { DictionarySize = blockSize });
    }

    /// <summary>Compresses a block.</summary>
    /// <param name="block">The bytes: at least one, and no more than the block size.</param>
    /// <param name="destination">Takes the stream.</param>
    /// <returns>The length of the stream, or -1 when it is longer than the destination.</returns>
    public int Compress(ReadOnlySpan<byte> block, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfZero(block.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(block.Length, _block.Length);
        block.CopyTo(_block);
        _chunks.Clear();
        _encoder.Encode(_block, block.Length, _chunks, default);
        _stream.Clear();
        XzFormat.WriteHeader(_stream.Reserve(XzFormat.HeaderSize), (int)XzCheck.Crc32);
        _stream.Advance(XzFormat.HeaderSize);
        var checksum = XzBlockWriter.ChecksumOf(block, XzCheck.Crc32);
        var record = XzBlockWriter.Write(_chunks.Written, block.Length, checksum, XzCheck.Crc32, _dictionarySize, _stream);
        XzIndexWriter.Write([record], XzCheck.Crc32, _stream);
        if (_stream.Written.Length > destination.Length)
        {
            return -1;
        }

        _stream.Written.CopyTo(destination);
        return _stream.Written.Length;
    }
}
