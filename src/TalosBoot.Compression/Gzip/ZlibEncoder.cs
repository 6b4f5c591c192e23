using System.Buffers.Binary;
using TalosBoot.Compression.Checksums;
using TalosBoot.Compression.Content;

namespace TalosBoot.Compression.Gzip;

/// <summary>Makes zlib streams of blocks in memory (RFC 1950). For one thread at a time.</summary>
internal sealed class ZlibEncoder
{
    /// <summary>The header of a stream with a window of 32 KiB and the best compression, as zlib writes it at level 9.</summary>
    static readonly byte[] Header = [0x78, 0xDA];

    readonly DeflateEncoder _deflate = new(GzipLevel.Default);
    readonly ByteSink _attempt = new(0);

    /// <summary>Appends a stream.</summary>
    /// <param name="bytes">Its content.</param>
    /// <param name="isStored">Whether the bytes are known not to shrink, and are only wrapped.</param>
    /// <param name="output">Takes the stream.</param>
    public void Encode(ReadOnlySpan<byte> bytes, bool isStored, ByteSink output)
    {
        output.Write(Header);
        if (isStored)
        {
            DeflateBlocks.WriteStored(bytes, isLast: true, output);
        }
        else
        {
            _attempt.Clear();
            _deflate.Encode(bytes, 0, isLast: true, _attempt);
            output.Write(_attempt.Written);
        }

        Span<byte> checksum = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Adler32.Compute(bytes));
        output.Write(checksum);
    }
}
