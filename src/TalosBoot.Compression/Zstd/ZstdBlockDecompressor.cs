using TalosBoot.Core.Diagnostics;
using ZstdSharp;

namespace TalosBoot.Compression.Zstd;

/// <summary>Decompresses frames in memory. For one thread at a time.</summary>
internal sealed class ZstdBlockDecompressor : IDisposable
{
    readonly ZstdSharp.Decompressor _decompressor = new();

    /// <summary>Decompresses a frame.</summary>
    /// <param name="frame">The whole frame.</param>
    /// <param name="destination">Takes the content.</param>
    /// <param name="byteOffset">Where the frame lies in its source, for messages.</param>
    /// <returns>The length of the content.</returns>
    /// <exception cref="ImageFormatException">The frame is damaged (TB4201), or its content is longer than the destination (TB4002).</exception>
    public int Decompress(ReadOnlySpan<byte> frame, Span<byte> destination, long byteOffset)
    {
        if (frame.IsEmpty)
        {
            throw Damaged(byteOffset, null);
        }

        try
        {
            return _decompressor.TryUnwrap(frame, destination, out var written)
                ? written
                : throw new ImageFormatException(
                    DiagnosticIds.LimitExceeded, "zstd", byteOffset, $"a block holds more than its {destination.Length} bytes. The input is damaged.");
        }
        catch (ZstdException exception)
        {
            throw Damaged(byteOffset, exception);
        }
    }

    public void Dispose() => _decompressor.Dispose();

    static ImageFormatException Damaged(long byteOffset, ZstdException? cause) =>
        new(DiagnosticIds.CompressedDataDamaged, "zstd", byteOffset, "a block is damaged. Fetch the input again.", cause);
}
