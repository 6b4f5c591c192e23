using System.Buffers.Binary;

namespace TalosBoot.FileSystems.SquashFs;

/// <summary>Codecs for writing, by the options of an image.</summary>
internal static class SquashFsCodecs
{
    public const ushort Gzip = 1;
    public const ushort Lzma = 2;
    public const ushort Lzo = 3;
    public const ushort Xz = 4;
    public const ushort Lz4 = 5;
    public const ushort Zstd = 6;

    /// <summary>The level that is not written down, since mksquashfs takes it by default.</summary>
    const int ZstdDefaultLevel = 15;

    public static SquashFsCodec Create(SquashFsOptions options) => options.Compression switch
    {
        SquashFsCompression.None => new SquashFsCodec(Zstd, [], null),
        SquashFsCompression.Zstd => CreateZstd(options.Level ?? ZstdDefaultLevel),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Compression, "Not a compression of squashfs."),
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

        return new SquashFsCodec(Zstd, options, () => new ZstdSquashFsCompressor(level));
    }

    static void CheckLevel(int level, int minimum, int maximum)
    {
        if (level < minimum || level > maximum)
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, $"The levels of this codec are {minimum} to {maximum}.");
        }
    }
}
