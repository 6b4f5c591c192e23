using ZstdSharp;
using ZstdSharp.Unsafe;

namespace TalosBoot.Compression.Zstd;

/// <summary>
/// Compresses a short content to the frame that the zstd program makes of it when it reads from a pipe: with the tables that a level has for contents of unknown
/// length, and a checksum, but no length in the header. For contents of a single block, as many threads as the program might use change nothing.
/// </summary>
internal static class ZstdWholeFrame
{
    /// <summary>The longest content.</summary>
    public const int MaxLength = ZstdFrameWriter.MaxBlockSize;

    /// <summary>How many bytes it takes, nearly: the window, the tables and the state of the levels up to 18.</summary>
    public const long Memory = 48L * 1024 * 1024;

    /// <summary>Compresses a content.</summary>
    /// <param name="content">The content, no longer than <see cref="MaxLength"/>.</param>
    /// <param name="level">The level, 1 to 22.</param>
    public static byte[] Compress(byte[] content, int level)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, MaxLength);
        using var result = new MemoryStream();
        using (var frame = new CompressionStream(result, level, leaveOpen: true))
        {
            frame.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
            frame.Write(content);
        }

        return result.ToArray();
    }
}
