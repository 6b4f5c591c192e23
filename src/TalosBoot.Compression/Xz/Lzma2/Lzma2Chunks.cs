using System.Buffers.Binary;
using TalosBoot.Compression.Content;
using TalosBoot.Compression.Xz.Lzma;

namespace TalosBoot.Compression.Xz.Lzma2;

/// <summary>Writes LZMA2 chunks.</summary>
internal static class Lzma2Chunks
{
    /// <summary>An LZMA chunk starts with a fresh state.</summary>
    public const int StateReset = 1;

    /// <summary>And names the properties.</summary>
    public const int PropertiesReset = 2;

    /// <summary>And forgets the dictionary.</summary>
    public const int DictionaryReset = 3;

    const int LzmaHeaderSize = 6;
    const int StoredHeaderSize = 3;

    public static void WriteLzma(ReadOnlySpan<byte> chunk, int length, int reset, ByteSink output)
    {
        Span<byte> header = stackalloc byte[LzmaHeaderSize];
        header[0] = (byte)(Lzma2Format.LzmaChunk | (reset << 5) | ((length - 1) >> 16));
        BinaryPrimitives.WriteUInt16BigEndian(header[1..], (ushort)(length - 1));
        BinaryPrimitives.WriteUInt16BigEndian(header[3..], (ushort)(chunk.Length - 1));
        header[5] = LzmaProperties.Default.ToByte();
        output.Write(reset >= PropertiesReset ? header : header[..^1]);
        output.Write(chunk);
    }

    public static void WriteStored(ReadOnlySpan<byte> bytes, bool resetDictionary, ByteSink output)
    {
        Span<byte> header = stackalloc byte[StoredHeaderSize];
        while (!bytes.IsEmpty)
        {
            var chunk = bytes[..Math.Min(Lzma2Format.MaxStoredChunk, bytes.Length)];
            bytes = bytes[chunk.Length..];
            header[0] = resetDictionary ? Lzma2Format.StoredChunkWithReset : Lzma2Format.StoredChunk;
            BinaryPrimitives.WriteUInt16BigEndian(header[1..], (ushort)(chunk.Length - 1));
            output.Write(header);
            output.Write(chunk);
            resetDictionary = false;
        }
    }

    /// <summary>Writes the mark behind the last chunk.</summary>
    public static void WriteEnd(ByteSink output) => output.Write([0]);
}
