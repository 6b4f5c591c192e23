using System.Buffers.Binary;
using TalosBoot.Compression.Content;

namespace TalosBoot.Compression.Gzip;

/// <summary>Deflate blocks that need no codes (RFC 1951, 3.2.4).</summary>
internal static class DeflateBlocks
{
    const int StoredHeaderSize = 5;

    /// <summary>The most bytes that stored blocks take, started anywhere in a byte.</summary>
    public static int StoredSize(int length) => length + (StoredHeaderSize * (1 + (length / DeflateFormat.MaxStoredLength)));

    /// <summary>Writes a run of the content on a byte, in blocks that are stored as they are.</summary>
    public static void WriteStored(ReadOnlySpan<byte> bytes, long offset, bool isLast, ICompressedSink sink)
    {
        Span<byte> header = stackalloc byte[StoredHeaderSize];
        for (var position = 0; position < bytes.Length; position += DeflateFormat.MaxStoredLength)
        {
            var block = bytes.Slice(position, Math.Min(DeflateFormat.MaxStoredLength, bytes.Length - position));
            header[0] = isLast && position + block.Length == bytes.Length ? (byte)1 : (byte)0;
            WriteLengths(header[1..], block.Length);
            sink.Write(header);
            sink.WriteContent(block, offset + position);
        }
    }

    /// <summary>Writes bytes on a byte.</summary>
    public static void WriteStored(ReadOnlySpan<byte> bytes, bool isLast, ByteSink sink)
    {
        var bits = new BitSink(sink, StoredSize(bytes.Length));
        AddStored(ref bits, bytes, isLast);
        bits.Complete();
    }

    /// <summary>Adds stored blocks; one that is empty, if there are no bytes. They end on a byte.</summary>
    public static void AddStored(ref BitSink bits, ReadOnlySpan<byte> bytes, bool isLast)
    {
        Span<byte> lengths = stackalloc byte[4];
        do
        {
            var block = bytes[..Math.Min(DeflateFormat.MaxStoredLength, bytes.Length)];
            bytes = bytes[block.Length..];
            bits.Add(isLast && bytes.IsEmpty ? 1UL : 0, 3);
            bits.Align();
            WriteLengths(lengths, block.Length);
            bits.AddBytes(lengths);
            bits.AddBytes(block);
        }
        while (!bytes.IsEmpty);
    }

    /// <summary>Writes what ends a stream that has no blocks: a block of the fixed code with nothing in it.</summary>
    public static void WriteEmptyLastBlock(ICompressedSink output) => output.Write([0x03, 0x00]);

    static void WriteLengths(Span<byte> destination, int length)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(destination, (ushort)length);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[2..], (ushort)~length);
    }
}
