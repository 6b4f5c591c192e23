using System.Buffers.Binary;
using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Content;

namespace TalosBoot.Oci.Flattening;

/// <summary>How much memory the decoder of a zstd frame needs, as its header says (RFC 8878, 3.1.1.1).</summary>
internal static class ZstdWindow
{
    const int LargestHeader = 18;
    const int DescriptorOffset = 4;
    const int SingleSegmentFlag = 0x20;

    static readonly int[] DictionaryIdLengths = [0, 1, 2, 4];

    /// <summary>The bytes of the window of the first frame that holds data; 0 when the header is cut short.</summary>
    public static ulong LengthOf(BlobSource blob)
    {
        Span<byte> header = stackalloc byte[LargestHeader];
        header.Clear();
        var start = ZstdFrames.FirstFrame(blob);
        var length = (int)Math.Min(header.Length, blob.Length - start);
        blob.Read(start, header[..length]);
        if (length < LargestHeader)
        {
            return 0;
        }

        var descriptor = header[DescriptorOffset];
        var rest = header[(DescriptorOffset + 1)..];
        return (descriptor & SingleSegmentFlag) == 0
            ? WindowLength(rest[0])
            : ContentLength(descriptor >> 6, rest[DictionaryIdLengths[descriptor & 3]..]);
    }

    static ulong WindowLength(byte descriptor)
    {
        var power = 1UL << (10 + (descriptor >> 3));
        return power + (power / 8 * (ulong)(descriptor & 7));
    }

    /// <summary>What a frame of a single segment holds, which is its window then.</summary>
    static ulong ContentLength(int lengthCode, ReadOnlySpan<byte> field) => lengthCode switch
    {
        0 => field[0],
        1 => BinaryPrimitives.ReadUInt16LittleEndian(field) + 256UL,
        2 => BinaryPrimitives.ReadUInt32LittleEndian(field),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(field),
    };
}
