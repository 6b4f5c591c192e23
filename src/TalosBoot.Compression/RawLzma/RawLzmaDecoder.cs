using TalosBoot.Compression.Xz.Lzma;
using TalosBoot.Compression.Xz.Lzma2;

namespace TalosBoot.Compression.RawLzma;

/// <summary>Decodes what <see cref="RawLzmaEncoder"/> and other encoders of such streams make.</summary>
internal static class RawLzmaDecoder
{
    /// <summary>Decodes a stream.</summary>
    /// <param name="stream">The stream, up to its last byte.</param>
    /// <param name="length">The length of the content, for which the caller knows a limit.</param>
    /// <exception cref="InvalidDataException">The stream is damaged, or has another length.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> stream, int length)
    {
        var model = new LzmaModel();
        model.Reset(LzmaProperties.Default);
        var window = new LzmaWindow(length);
        window.MakeRoom(length);
        LzmaChunkDecoder.Decode(model, stream, window, length);
        return window.Buffer.AsSpan(window.End - length, length).ToArray();
    }
}
