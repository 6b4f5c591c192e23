using System.Buffers.Binary;
using TalosBoot.Compression.Checksums;
using TalosBoot.Compression.Content;

namespace TalosBoot.Compression.Xz.Container;

/// <summary>Writes whole blocks of an xz stream (xz file format, 3), and remembers nothing of them.</summary>
internal static class XzBlockWriter
{
    /// <summary>Room for a header with both lengths.</summary>
    public const int MaxHeaderSize = 32;

    /// <summary>Appends a block around chunks.</summary>
    /// <param name="chunks">The LZMA2 chunks.</param>
    /// <param name="length">The length of their content.</param>
    /// <param name="checksum">The check of the content, in its lowest bits.</param>
    /// <param name="check">Which check that is.</param>
    /// <param name="dictionarySize">How far back the matches in the chunks reach at most.</param>
    /// <param name="output">Takes the block.</param>
    /// <param name="leastHeaderSize">The least size of the header; null when it is to name no lengths.</param>
    /// <returns>What the index says about the block.</returns>
    public static XzRecord Write(
        ReadOnlySpan<byte> chunks, long length, ulong checksum, XzCheck check, int dictionarySize, ByteSink output, int? leastHeaderSize = 0)
    {
        Span<byte> buffer = stackalloc byte[MaxHeaderSize];
        var headerSize = leastHeaderSize is { } least
            ? XzBlockHeader.Write(buffer, chunks.Length, length, dictionarySize, least)
            : XzBlockHeader.Write(buffer, dictionarySize);
        output.Write(buffer[..headerSize]);
        output.Write(chunks);

        buffer.Clear();
        output.Write(buffer[..(-chunks.Length & 3)]);
        var checkSize = XzFormat.CheckSize((int)check);
        BinaryPrimitives.WriteUInt64LittleEndian(buffer, checksum);
        output.Write(buffer[..checkSize]);
        return new XzRecord(headerSize + chunks.Length + checkSize, length);
    }

    public static ulong ChecksumOf(ReadOnlySpan<byte> bytes, XzCheck check) => check switch
    {
        XzCheck.Crc32 => Crc32.Compute(bytes),
        XzCheck.Crc64 => Crc64Xz.Compute(bytes),
        _ => 0,
    };

    public static ulong ChecksumOfZeros(long count, XzCheck check) => check switch
    {
        XzCheck.Crc32 => Crc32.OfZeros(count),
        XzCheck.Crc64 => Crc64Xz.OfZeros(count),
        _ => 0,
    };
}
