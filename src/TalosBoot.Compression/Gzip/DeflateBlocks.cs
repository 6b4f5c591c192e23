using System.Buffers.Binary;
using TalosBoot.Compression.Content;

namespace TalosBoot.Compression.Gzip;

/// <summary>Deflate blocks that need no codes (RFC 1951, 3.2.4).</summary>
internal static class DeflateBlocks
{
    const int StoredHeaderSize = 5;

    /// <summary>The most bytes that stored blocks take, started anywhere in a byte.</summary>
    public static int StoredSize(int length) => length + (StoredHeaderSize * (1 + (length / DeflateFormat.MaxStoredLength)));

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
            BinaryPrimitives.WriteUInt16LittleEndian(lengths, (ushort)block.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(lengths[2..], (ushort)~block.Length);
            bits.AddBytes(lengths);
            bits.AddBytes(block);
        }
        while (!bytes.IsEmpty);
    }

    /// <summary>Writes what ends a stream that has no blocks: a block of the fixed code with nothing in it.</summary>
    public static void WriteEmptyLastBlock(Stream output) => output.Write([0x03, 0x00]);
}
