using TalosBoot.Compression.Content;
using TalosBoot.Core.Content;

namespace TalosBoot.Compression.Zstd;

/// <summary>Compresses content into one zstd frame, or into several where that is asked for (RFC 8878).</summary>
/// <remarks>
/// Holes become run blocks, and extents of <see cref="ContentKind.Compressed"/> become raw blocks; both cost next to nothing. Other content is
/// cut every 4 MiB, and the pieces are compressed in parallel. The bytes depend on the content, its extents and the options only.
/// </remarks>
public static class ZstdWriter
{
    /// <summary>Writes the frame.</summary>
    /// <param name="content">What to compress. An empty content gives a frame with an empty block.</param>
    /// <param name="output">Takes the frame. It is neither flushed nor disposed.</param>
    /// <param name="options">How to write; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the work, and leaves an incomplete frame.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static void Write(BlobSource content, Stream output, ZstdWriterOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        var pipeline = Begin(content, new StreamSink(output), options ?? new ZstdWriterOptions());
        pipeline.Run(options?.Budget, cancellationToken);
        pipeline.Complete();
    }

    /// <summary>Writes the frame. No thread waits while others compress.</summary>
    /// <inheritdoc cref="Write(BlobSource, Stream, ZstdWriterOptions?, CancellationToken)"/>
    public static Task WriteAsync(
        BlobSource content, Stream output, ZstdWriterOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        return WriteAsync(content, new StreamSink(output), options ?? new ZstdWriterOptions(), cancellationToken);
    }

    /// <summary>
    /// Plans the frame: what is compressed goes to the spool, and extents that are compressed already stay where they are. They are read once
    /// for the checksum, and again only when the frame is read.
    /// </summary>
    /// <param name="content">What to compress. It must stay readable as long as the frame.</param>
    /// <param name="spool">Keeps what is compressed.</param>
    /// <param name="options">How to write; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The frame: the same bytes as <see cref="Write(BlobSource, Stream, ZstdWriterOptions?, CancellationToken)"/> writes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static ValueTask<BlobSource> PlanAsync(
        BlobSource content, ContentSpool spool, ZstdWriterOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(spool);
        return PlanSink.PlanAsync(content, spool, (sink, token) => WriteAsync(content, sink, options ?? new ZstdWriterOptions(), token), cancellationToken);
    }

    static async Task WriteAsync(BlobSource content, ICompressedSink sink, ZstdWriterOptions options, CancellationToken cancellationToken)
    {
        var pipeline = Begin(content, sink, options);
        await pipeline.RunAsync(options.Budget, cancellationToken).ConfigureAwait(false);
        pipeline.Complete();
    }

    static ZstdPipeline Begin(BlobSource content, ICompressedSink sink, ZstdWriterOptions options)
    {
        ArgumentNullException.ThrowIfNull(content);
        options.Validate();
        return new ZstdPipeline(content, sink, options);
    }
}
