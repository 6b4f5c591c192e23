using System.Buffers.Binary;
using TalosBoot.Compression.Checksums;
using TalosBoot.Compression.Content;

namespace TalosBoot.Compression.Gzip.Go;

/// <summary>
/// Compresses small data to the bytes that Go's compress/gzip writes at its best level, for texts that must be upstream's to the byte. Everything else
/// is written by <see cref="GzipWriter"/>, which is parallel and knows holes.
/// </summary>
internal static class GoGzip
{
    const int TrailerLength = 8;

    // No time, the best level, and no known system.
    static ReadOnlySpan<byte> Header => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255];

    /// <summary>The one member of some data.</summary>
    public static byte[] Compress(byte[] data)
    {
        var sink = new ByteSink(data.Length + 1024);
        sink.Write(Header);
        var bits = new BitSink(sink, checked(data.Length + (data.Length / 8) + 1024));
        GoDeflate.Write(data, ref bits);
        bits.Complete();
        var trailer = sink.Reserve(TrailerLength);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, Crc32.Compute(data));
        BinaryPrimitives.WriteInt32LittleEndian(trailer[sizeof(uint)..], data.Length);
        sink.Advance(TrailerLength);
        return sink.Written.ToArray();
    }
}
