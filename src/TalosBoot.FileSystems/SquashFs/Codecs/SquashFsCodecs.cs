using System.Buffers.Binary;
using System.IO.Compression;
using TalosBoot.Compression;
using TalosBoot.Compression.Gzip;
using TalosBoot.Compression.Xz;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.FileSystems.SquashFs.Codecs;

/// <summary>The codecs of images, by their numbers (docs/formats/squashfs.md).</summary>
internal static class SquashFsCodecs
{
    const ushort Gzip = 1;
    const ushort Lzma = 2;
    const ushort Lzo = 3;
    const ushort Xz = 4;
    const ushort Lz4 = 5;
    const ushort Zstd = 6;

    const int CompressionField = 20;

    /// <summary>The level that is not written down, since mksquashfs takes it by default.</summary>
    const int ZstdDefaultLevel = 15;

    /// <inheritdoc cref="ZstdDefaultLevel"/>
    const int GzipDefaultLevel = 9;

    const int GzipFastestThoroughLevel = 4;
    const int XzDefaultLevel = 6;
    const ushort GzipWindowLog = 15;

    public static SquashFsCodec Create(SquashFsOptions options) => options.Compression switch
    {
        SquashFsCompression.None => new SquashFsCodec(Zstd, [], null),
        SquashFsCompression.Zstd => CreateZstd(options.Level ?? ZstdDefaultLevel),
        SquashFsCompression.Xz => CreateXz(options.Level ?? XzDefaultLevel),
        SquashFsCompression.Gzip => CreateGzip(options.Level ?? GzipDefaultLevel),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Compression, "Not a compression of squashfs."),
    };

    /// <exception cref="ImageFormatException">The codec is not read (TB4341).</exception>
    public static ISquashFsDecompressor CreateDecompressor(ushort compression) => compression switch
    {
        Gzip => new StreamSquashFsDecompressor(stored => new ZLibStream(stored, CompressionMode.Decompress)),
        Xz => new StreamSquashFsDecompressor(stored => Decompressor.Open(stored, CompressionFormat.Xz)),
        Zstd => new ZstdSquashFsDecompressor(),
        _ => throw new ImageFormatException(
            DiagnosticIds.SquashFsCodecUnsupported, SquashFsFailure.Format, CompressionField,
            $"it is compressed with {NameOf(compression)}, which is not read. Make it again with zstd, xz or gzip."),
    };

    static string NameOf(ushort compression) => compression switch
    {
        Lzma => "lzma",
        Lzo => "lzo",
        Lz4 => "lz4",
        _ => $"codec {compression}",
    };

    static SquashFsCodec CreateZstd(int level)
    {
        CheckLevel(level, 1, 22);
        var options = Array.Empty<byte>();
        if (level != ZstdDefaultLevel)
        {
            options = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(options, level);
        }

        return new SquashFsCodec(Zstd, options, blockSize => new ZstdSquashFsCompressor(level, blockSize));
    }

    static SquashFsCodec CreateXz(int level)
    {
        CheckLevel(level, 0, 9);
        var preset = level switch
        {
            < 3 => XzPreset.Fast,
            < 9 => XzPreset.Default,
            _ => XzPreset.Best,
        };

        // The dictionary is that of the block size, and there is no filter: the defaults, which are not written down.
        return new SquashFsCodec(Xz, [], blockSize => new XzSquashFsCompressor(preset, blockSize));
    }

    static SquashFsCodec CreateGzip(int level)
    {
        CheckLevel(level, 1, 9);
        var options = Array.Empty<byte>();
        if (level != GzipDefaultLevel)
        {
            options = new byte[8];
            BinaryPrimitives.WriteInt32LittleEndian(options, level);
            BinaryPrimitives.WriteUInt16LittleEndian(options.AsSpan(4), GzipWindowLog);
        }

        var effort = level < GzipFastestThoroughLevel ? GzipLevel.Fast : GzipLevel.Default;
        return new SquashFsCodec(Gzip, options, _ => new GzipSquashFsCompressor(effort));
    }

    static void CheckLevel(int level, int minimum, int maximum)
    {
        if (level < minimum || level > maximum)
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, $"The levels of this codec are {minimum} to {maximum}.");
        }
    }
}
