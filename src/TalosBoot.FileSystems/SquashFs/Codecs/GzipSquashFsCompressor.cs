using System.Buffers.Binary;
using TalosBoot.Compression.Content;
using TalosBoot.Compression.Gzip;

namespace TalosBoot.FileSystems.SquashFs.Codecs;

/// <summary>One zlib stream (RFC 1950) for each block: squashfs calls it gzip.</summary>
internal sealed class GzipSquashFsCompressor(GzipLevel level) : ISquashFsCompressor
{
    /// <summary>The largest prime below 65536 (RFC 1950, section 8.2).</summary>
    const uint AdlerModulus = 65521;

    /// <summary>How many bytes can be summed before the sums have to be reduced (zlib adler32.c).</summary>
    const int AdlerRun = 5552;

    readonly DeflateEncoder _encoder = new(level);
    readonly ByteSink _output = new(0);

    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        _output.Clear();
        _output.Write([0x78, 0xDA]); // deflate with a window of 32 KiB, no dictionary
        _encoder.Encode(source, 0, isLast: true, _output);
        Span<byte> checksum = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Adler32(source));
        _output.Write(checksum);
        return _output.Written.TryCopyTo(destination) ? _output.Written.Length : 0;
    }

    public void Dispose()
    {
        // Only managed memory is held.
    }

    static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        var (low, high) = (1u, 0u);
        while (!bytes.IsEmpty)
        {
            var run = bytes[..Math.Min(bytes.Length, AdlerRun)];
            foreach (var value in run)
            {
                low += value;
                high += low;
            }

            low %= AdlerModulus;
            high %= AdlerModulus;
            bytes = bytes[run.Length..];
        }

        return (high << 16) | low;
    }
}
