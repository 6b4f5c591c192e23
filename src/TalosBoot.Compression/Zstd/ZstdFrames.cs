using System.Buffers.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Compression.Zstd;

/// <summary>Walks over zstd frames by their headers, without decompressing them (RFC 8878 3.1).</summary>
internal static class ZstdFrames
{
    const uint Magic = 0xFD2F_B528;
    const uint SkippableMagic = 0x184D_2A50;
    const uint SkippableMask = 0xFFFF_FFF0;
    const int SkippableHeaderSize = 8;
    const int BlockHeaderSize = 3;
    const int ChecksumSize = 4;
    const int RunBlock = 1;
    const int ReservedBlock = 3;

    /// <summary>Whether data starts with a skippable frame, as pzstd and others write in front of their first.</summary>
    public static bool IsSkippable(ReadOnlySpan<byte> start) =>
        start.Length >= sizeof(uint) && (BinaryPrimitives.ReadUInt32LittleEndian(start) & SkippableMask) == SkippableMagic;

    /// <summary>Where the first frame begins that is not skippable; the end when there is none.</summary>
    public static long FirstFrame(BlobSource source)
    {
        var position = 0L;
        Span<byte> head = stackalloc byte[SkippableHeaderSize];
        while (source.Length - position >= head.Length)
        {
            source.Read(position, head);
            if (!IsSkippable(head))
            {
                break;
            }

            position = Math.Min(source.Length, position + SkippableHeaderSize + BinaryPrimitives.ReadUInt32LittleEndian(head[4..]));
        }

        return position;
    }

    /// <summary>The length of all frames at the start of a content.</summary>
    /// <exception cref="ImageFormatException">A frame is cut short (TB4001) or damaged (TB4201).</exception>
    public static long Measure(BlobSource source, CancellationToken cancellationToken)
    {
        var position = 0L;
        Span<byte> head = stackalloc byte[SkippableHeaderSize];
        while (source.Length - position >= sizeof(uint))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var available = (int)Math.Min(head.Length, source.Length - position);
            source.Read(position, head[..available], cancellationToken);
            if (IsSkippable(head))
            {
                position = Advance(source, position, SkippableHeaderSize + (available == head.Length ? BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) : 0L));
            }
            else if (BinaryPrimitives.ReadUInt32LittleEndian(head) == Magic)
            {
                position = SkipFrame(source, position, cancellationToken);
            }
            else
            {
                break;
            }
        }

        return position;
    }

    static long SkipFrame(BlobSource source, long position, CancellationToken cancellationToken)
    {
        position = Advance(source, position, sizeof(uint));
        Span<byte> bytes = stackalloc byte[BlockHeaderSize];
        Read(source, position, bytes[..1], cancellationToken);
        var descriptor = bytes[0];
        var isSingleSegment = (descriptor & 0x20) != 0;
        var contentSizeLength = (descriptor >> 6) switch { 0 => isSingleSegment ? 1 : 0, 1 => 2, 2 => 4, _ => 8 };
        var dictionaryLength = (descriptor & 3) switch { 0 => 0, 1 => 1, 2 => 2, _ => 4 };
        position = Advance(source, position, 1 + (isSingleSegment ? 0 : 1) + dictionaryLength + contentSizeLength);
        for (var isLast = false; !isLast;)
        {
            Read(source, position, bytes, cancellationToken);
            var header = bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
            isLast = (header & 1) != 0;
            var kind = (header >> 1) & 3;
            if (kind == ReservedBlock)
            {
                throw new ImageFormatException(
                    DiagnosticIds.CompressedDataDamaged, "zstd", position, "a block is of a kind that does not exist. Fetch the input again.");
            }

            position = Advance(source, position, BlockHeaderSize + (kind == RunBlock ? 1 : header >> 3));
        }

        return (descriptor & 4) != 0 ? Advance(source, position, ChecksumSize) : position;
    }

    static long Advance(BlobSource source, long position, long length) =>
        length <= source.Length - position ? position + length : throw Cut(source);

    static void Read(BlobSource source, long position, Span<byte> destination, CancellationToken cancellationToken)
    {
        Advance(source, position, destination.Length);
        source.Read(position, destination, cancellationToken);
    }

    static ImageFormatException Cut(BlobSource source) => new(
        DiagnosticIds.Truncated, "zstd", source.Length, "the data ends too early. The input is cut short or damaged.");
}
