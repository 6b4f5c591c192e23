using TalosBoot.Compression.Xz.Container;
using TalosBoot.Core.Content;

namespace TalosBoot.Compression.Xz;

/// <summary>Compresses content into one xz stream with the LZMA2 filter.</summary>
/// <remarks>
/// The encoder is TalosBoot's own. Holes and extents of <see cref="ContentKind.Compressed"/> cost next to nothing. Other content is cut to
/// blocks, whose headers name their lengths, and the blocks are compressed in parallel. The bytes depend on the content, its extents, the
/// preset and the check only.
/// </remarks>
public static class XzWriter
{
    /// <summary>Writes the stream.</summary>
    /// <param name="content">What to compress.</param>
    /// <param name="output">Takes the stream. It is neither flushed nor disposed.</param>
    /// <param name="options">How to write; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the work, and leaves an incomplete stream.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static void Write(BlobSource content, Stream output, XzWriterOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new XzWriterOptions();
        var pipeline = Begin(content, output, options);
        pipeline.Run(options.Budget, cancellationToken);
        pipeline.WriteIndex();
    }

    /// <summary>Writes the stream. No thread waits while others compress.</summary>
    /// <inheritdoc cref="Write"/>
    public static async Task WriteAsync(
        BlobSource content, Stream output, XzWriterOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new XzWriterOptions();
        var pipeline = Begin(content, output, options);
        await pipeline.RunAsync(options.Budget, cancellationToken).ConfigureAwait(false);
        pipeline.WriteIndex();
    }

    static XzPipeline Begin(BlobSource content, Stream output, XzWriterOptions options)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(output);
        options.Validate();

        Span<byte> header = stackalloc byte[XzFormat.HeaderSize];
        XzFormat.WriteHeader(header, (int)options.Check);
        output.Write(header);
        return new XzPipeline(content, output, options);
    }
}
