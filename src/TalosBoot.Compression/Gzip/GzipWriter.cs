using System.Buffers.Binary;
using System.Text;
using TalosBoot.Core.Content;

namespace TalosBoot.Compression.Gzip;

/// <summary>Compresses content into one gzip member (RFC 1952), whose header has no time, and no name unless one is given, as Go's writer makes it.</summary>
/// <remarks>
/// The deflate encoder is TalosBoot's own, so that the bytes are the same on every system. Holes and extents of
/// <see cref="ContentKind.Compressed"/> cost next to nothing. Other content is cut every 4 MiB, and the pieces are compressed in parallel, each
/// with the 32 KiB before it in view. The bytes depend on the content, its extents and the level only.
/// </remarks>
public static class GzipWriter
{
    const int NameFlag = 0x08;

    /// <summary>Writes the member.</summary>
    /// <param name="content">What to compress.</param>
    /// <param name="output">Takes the member. It is neither flushed nor disposed.</param>
    /// <param name="options">How to write; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the work, and leaves an incomplete member.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static void Write(BlobSource content, Stream output, GzipWriterOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new GzipWriterOptions();
        var pipeline = Begin(content, output, options);
        pipeline.Run(options.Budget, cancellationToken);
        End(content, output, pipeline);
    }

    /// <summary>Writes the member. No thread waits while others compress.</summary>
    /// <inheritdoc cref="Write"/>
    public static async Task WriteAsync(
        BlobSource content, Stream output, GzipWriterOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new GzipWriterOptions();
        var pipeline = Begin(content, output, options);
        await pipeline.RunAsync(options.Budget, cancellationToken).ConfigureAwait(false);
        End(content, output, pipeline);
    }

    static GzipPipeline Begin(BlobSource content, Stream output, GzipWriterOptions options)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(output);
        options.Validate();

        // Go compress/gzip: XFL is 4 for the fastest level and 0 for those that are used here.
        output.Write(
        [
            0x1F, 0x8B, 8, (byte)(options.FileName is null ? 0 : NameFlag), 0, 0, 0, 0, (byte)(options.Level == GzipLevel.Fast ? 4 : 0),
            options.OperatingSystem,
        ]);
        if (options.FileName is { } name)
        {
            output.Write([.. Encoding.Latin1.GetBytes(name), 0]);
        }

        return new GzipPipeline(content, output, options);
    }

    static void End(BlobSource content, Stream output, GzipPipeline pipeline)
    {
        if (content.Length == 0)
        {
            DeflateBlocks.WriteEmptyLastBlock(output);
        }

        Span<byte> trailer = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, pipeline.Crc32);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], unchecked((uint)content.Length));
        output.Write(trailer);
    }
}
