using System.Buffers.Binary;
using System.Text;
using TalosBoot.Compression.Content;
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
        ArgumentNullException.ThrowIfNull(output);
        options ??= new GzipWriterOptions();
        var sink = new StreamSink(output);
        var pipeline = Begin(content, sink, options);
        pipeline.Run(options.Budget, cancellationToken);
        End(content, sink, pipeline);
    }

    /// <summary>Writes the member. No thread waits while others compress.</summary>
    /// <inheritdoc cref="Write"/>
    public static Task WriteAsync(
        BlobSource content, Stream output, GzipWriterOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        return WriteAsync(content, new StreamSink(output), options ?? new GzipWriterOptions(), cancellationToken);
    }

    /// <summary>
    /// Plans the member: what is compressed goes to the spool, and extents that are compressed already stay where they are. They are read once
    /// for the checksum, and again only when the member is read.
    /// </summary>
    /// <param name="content">What to compress. It must stay readable as long as the member.</param>
    /// <param name="spool">Keeps what is compressed.</param>
    /// <param name="options">How to write; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The member: the same bytes as <see cref="Write"/> writes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static ValueTask<BlobSource> PlanAsync(
        BlobSource content, ContentSpool spool, GzipWriterOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(spool);
        return PlanSink.PlanAsync(content, spool, (sink, token) => WriteAsync(content, sink, options ?? new GzipWriterOptions(), token), cancellationToken);
    }

    static async Task WriteAsync(BlobSource content, ICompressedSink output, GzipWriterOptions options, CancellationToken cancellationToken)
    {
        var pipeline = Begin(content, output, options);
        await pipeline.RunAsync(options.Budget, cancellationToken).ConfigureAwait(false);
        End(content, output, pipeline);
    }

    static GzipPipeline Begin(BlobSource content, ICompressedSink output, GzipWriterOptions options)
    {
        ArgumentNullException.ThrowIfNull(content);
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

    static void End(BlobSource content, ICompressedSink output, GzipPipeline pipeline)
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
