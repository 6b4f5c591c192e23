using System.Buffers.Binary;
using TalosBoot.Compression.Checksums;
using TalosBoot.Compression.Xz.Filters;
using TalosBoot.Compression.Xz.Lzma2;

namespace TalosBoot.Compression.Xz.Container;

/// <summary>The header of a block (xz file format, 3.1).</summary>
/// <param name="HeaderSize">Its own size in bytes.</param>
/// <param name="CompressedLength">The length of the chunks, if it is named.</param>
/// <param name="UncompressedLength">The length of the content, if it is named.</param>
/// <param name="DictionarySize">The dictionary of the last filter, LZMA2; -1 if there is a filter that is not known.</param>
/// <param name="Filters">The filters before LZMA2, in the order in which they were applied.</param>
internal readonly record struct XzBlockHeader(
    int HeaderSize, long? CompressedLength, long? UncompressedLength, long DictionarySize, IReadOnlyList<IXzFilter> Filters)
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
        var filters = new List<IXzFilter>();
        var result = new XzBlockHeader(header.Length, compressedLength, uncompressedLength, -1, filters);
        for (var left = flags & FilterCountMask; left > 0; left--)
        {
            if (XzFilters.TryCreate(TakeVariable(ref rest), TakeProperties(ref rest)) is not { } filter)
            {
                return result;
            }

            filters.Add(filter);
        }

        if (TakeVariable(ref rest) != (long)Lzma2Format.FilterId)
        {
            return result;
        }

        var properties = TakeProperties(ref rest);
        if (properties.Length != 1 || rest.ContainsAnyExcept((byte)0))
        {
            throw new InvalidDataException("The properties of LZMA2 are wrong.");
        }

        return result with { DictionarySize = Lzma2Format.DictionarySize(properties[0]) };
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

    static ReadOnlySpan<byte> TakeProperties(ref ReadOnlySpan<byte> bytes)
    {
        var length = TakeVariable(ref bytes);
        if (length > bytes.Length)
        {
            throw new InvalidDataException("The properties of a filter are longer than the header.");
        }

        var properties = bytes[..(int)length];
        bytes = bytes[(int)length..];
        return properties;
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
