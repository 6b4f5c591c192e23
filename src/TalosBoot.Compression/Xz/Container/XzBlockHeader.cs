using System.Buffers.Binary;
using TalosBoot.Compression.Checksums;
using TalosBoot.Compression.Xz.Lzma2;

namespace TalosBoot.Compression.Xz.Container;

/// <summary>The header of a block (xz file format, 3.1).</summary>
/// <param name="HeaderSize">Its own size in bytes.</param>
/// <param name="CompressedLength">The length of the chunks, if it is named.</param>
/// <param name="UncompressedLength">The length of the content, if it is named.</param>
/// <param name="DictionarySize">The dictionary of the only filter, LZMA2; -1 if there are other filters.</param>
internal readonly record struct XzBlockHeader(int HeaderSize, long? CompressedLength, long? UncompressedLength, long DictionarySize)
{
    const int CompressedLengthFlag = 0x40;
    const int UncompressedLengthFlag = 0x80;
    const int ReservedFlags = 0x3C;
    const int FilterCountMask = 0x03;
    const int ChecksumSize = 4;

    /// <summary>Reads a header whose size is that of the span. Damage is an InvalidDataException.</summary>
    public static XzBlockHeader Read(ReadOnlySpan<byte> header)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[^4..]) != Crc32.Compute(header[..^4]))
        {
            throw new InvalidDataException("The checksum of a block's header is wrong.");
        }

        var flags = header[1];
        if ((flags & ReservedFlags) != 0)
        {
            throw new InvalidDataException("Reserved flags are set.");
        }

        var rest = header[2..^4];
        long? compressedLength = (flags & CompressedLengthFlag) != 0 ? TakeVariable(ref rest) : null;
        long? uncompressedLength = (flags & UncompressedLengthFlag) != 0 ? TakeVariable(ref rest) : null;
        var result = new XzBlockHeader(header.Length, compressedLength, uncompressedLength, -1);
        if ((flags & FilterCountMask) != 0 || TakeVariable(ref rest) != (long)Lzma2Format.FilterId)
        {
            return result;
        }

        if (TakeVariable(ref rest) != 1 || rest.IsEmpty || rest[1..].ContainsAnyExcept((byte)0))
        {
            throw new InvalidDataException("The properties of LZMA2 are wrong.");
        }

        return result with { DictionarySize = Lzma2Format.DictionarySize(rest[0]) };
    }

    /// <summary>Writes a header with both lengths.</summary>
    /// <param name="destination">Takes the header.</param>
    /// <param name="compressedLength">The length of the chunks.</param>
    /// <param name="uncompressedLength">The length of the content.</param>
    /// <param name="dictionarySize">The dictionary.</param>
    /// <param name="leastSize">Up to this size, zeros follow.</param>
    /// <returns>Its size.</returns>
    public static int Write(Span<byte> destination, long compressedLength, long uncompressedLength, int dictionarySize, int leastSize = 0)
    {
        destination[1] = CompressedLengthFlag | UncompressedLengthFlag;
        var position = 2 + XzFormat.WriteVariable(destination[2..], (ulong)compressedLength);
        position += XzFormat.WriteVariable(destination[position..], (ulong)uncompressedLength);
        return WriteFilter(destination, position, dictionarySize, leastSize);
    }

    /// <summary>Writes a header that names no length.</summary>
    /// <returns>Its size.</returns>
    public static int Write(Span<byte> destination, int dictionarySize)
    {
        destination[1] = 0;
        return WriteFilter(destination, 2, dictionarySize, 0);
    }

    static int WriteFilter(Span<byte> destination, int position, int dictionarySize, int leastSize)
    {
        destination[position++] = (byte)Lzma2Format.FilterId;
        destination[position++] = 1;
        destination[position++] = Lzma2Format.DictionaryCode(dictionarySize);
        while (position % 4 != 0 || position + ChecksumSize < leastSize)
        {
            destination[position++] = 0;
        }

        destination[0] = (byte)(position / 4);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[position..], Crc32.Compute(destination[..position]));
        return position + ChecksumSize;
    }

    static long TakeVariable(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0L;
        for (var index = 0; index < Math.Min(bytes.Length, XzFormat.MaxVariableLength); index++)
        {
            value |= (long)(bytes[index] & 0x7F) << (7 * index);
            if (bytes[index] < 0x80)
            {
                bytes = bytes[(index + 1)..];
                return value;
            }
        }

        throw new InvalidDataException("A number of a block's header is too long.");
    }
}
