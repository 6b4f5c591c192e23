using TalosBoot.Compression.Content;
using TalosBoot.Compression.Gzip;
using TalosBoot.Compression.Xz.Container;
using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Compression;

/// <summary>Reads compressed data.</summary>
public static class Decompressor
{
    /// <summary>How many bytes <see cref="Detect"/> wants to see.</summary>
    public const int DetectionLength = 6;

    /// <summary>Recognizes a format by its first bytes.</summary>
    /// <param name="start">The first bytes; fewer than <see cref="DetectionLength"/> only where the data is shorter.</param>
    /// <returns>The format; <see cref="CompressionFormat.None"/> for everything that is none of them.</returns>
    public static CompressionFormat Detect(ReadOnlySpan<byte> start)
    {
        ReadOnlySpan<byte> gzip = [0x1F, 0x8B];
        ReadOnlySpan<byte> zstd = [0x28, 0xB5, 0x2F, 0xFD];
        ReadOnlySpan<byte> xz = [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0];
        return start.StartsWith(gzip) ? CompressionFormat.Gzip
            : start.StartsWith(zstd) || ZstdFrames.IsSkippable(start) ? CompressionFormat.Zstd
            : start.StartsWith(xz) ? CompressionFormat.Xz
            : start.StartsWith("BZh"u8) ? CompressionFormat.Bzip2
            : CompressionFormat.None;
    }

    /// <summary>
    /// Opens a stream over what is in the compressed data at the start of a content, to its end or to where something else begins, such as the
    /// next segment of an initramfs.
    /// </summary>
    /// <param name="source">The content.</param>
    /// <param name="format">How it is compressed.</param>
    /// <param name="limits">What is accepted; null for the defaults.</param>
    /// <param name="cancellationToken">Stops reads.</param>
    /// <exception cref="ImageFormatException">The format cannot be read (TB4202).</exception>
    internal static CompressedSegment OpenSegment(
        BlobSource source, CompressionFormat format, DecompressionLimits? limits = null, CancellationToken cancellationToken = default)
    {
        limits ??= new DecompressionLimits();
        if (format == CompressionFormat.Zstd)
        {
            var length = ZstdFrames.Measure(source, cancellationToken);
            return new CompressedSegment(new ZstdReadStream(new CountingStream(source.Slice(0, length).OpenRead()), limits), () => length);
        }

        var input = new CountingStream(source.OpenRead());
        if (format == CompressionFormat.Gzip)
        {
            var gzip = new GzipReadStream(input, limits) { StopsAtOtherData = true };
            return new CompressedSegment(gzip, () => gzip.ConsumedLength);
        }

        if (format == CompressionFormat.Xz)
        {
            var xz = new XzReadStream(input, limits) { StopsAtOtherData = true };
            return new CompressedSegment(xz, () => xz.ConsumedLength);
        }

        throw Unknown(format);
    }

    /// <summary>Opens a stream over what is in compressed data: all members, frames or streams of it, one after the other.</summary>
    /// <param name="input">The compressed data from its start. The caller disposes it, after the result.</param>
    /// <param name="format">How it is compressed.</param>
    /// <param name="limits">What is accepted; null for the defaults.</param>
    /// <returns>
    /// A stream that reads forward only. Its reads throw <see cref="ImageFormatException"/> where the data is damaged (TB4201), cut short
    /// (TB4001), or over a limit (TB4002).
    /// </returns>
    /// <exception cref="ImageFormatException">The format cannot be read (TB4202).</exception>
    public static Stream Open(Stream input, CompressionFormat format, DecompressionLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        var counted = new CountingStream(input);
        limits ??= new DecompressionLimits();
        return format switch
        {
            CompressionFormat.None => new StoredReadStream(counted, limits),
            CompressionFormat.Gzip => new GzipReadStream(counted, limits),
            CompressionFormat.Xz => new XzReadStream(counted, limits),
            CompressionFormat.Zstd => new ZstdReadStream(counted, limits),
            _ => throw Unknown(format),
        };
    }

    static ImageFormatException Unknown(CompressionFormat format) => new(
        DiagnosticIds.CompressionFormatUnknown, format.ToString(), 0,
        "this compression cannot be read. Use gzip, zstd or xz, or uncompressed data.");
}
