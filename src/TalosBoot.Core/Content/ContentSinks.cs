using System.Buffers;
using TalosBoot.Core.Content.Files;
using TalosBoot.Core.Work;

namespace TalosBoot.Core.Content;

/// <summary>Where content goes: a file, or a stream.</summary>
public static class ContentSinks
{
    /// <summary>
    /// Writes content to a file. Holes stay holes where the file system knows them. The file appears under its name only when it is complete;
    /// an earlier file of that name is replaced, and a failed or cancelled write leaves nothing behind.
    /// </summary>
    /// <param name="content">The content.</param>
    /// <param name="path">The file, in a folder that exists.</param>
    /// <param name="progress">Is told how far it is, at most four times a second.</param>
    /// <param name="cancellationToken">Stops the write between two mebibytes.</param>
    /// <exception cref="Diagnostics.FileAccessException">The file cannot be written (TB6001), or the device is full (TB6002).</exception>
    public static async Task WriteToFileAsync(
        this BlobSource content, string path, IProgress<BuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentException.ThrowIfNullOrEmpty(path);
        cancellationToken.ThrowIfCancellationRequested();
        var target = Path.GetFullPath(path);
        var file = PendingFile.Create(target);
        await using (file.ConfigureAwait(false))
        {
            try
            {
                file.SetLength(content.Length);
                using var report = StageProgress.Begin(progress, BuildStage.Write, Path.GetFileName(target), content.Length);
                await CopyAsync(
                    content, ContentChunks.OfData(content), (buffer, offset) => file.WriteAsync(buffer, offset, cancellationToken),
                    report, cancellationToken).ConfigureAwait(false);
                file.Commit();
                report.Complete();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw FileFailure.OfOutput(target, exception);
            }
        }
    }

    /// <summary>Writes to a file what a writer writes, whose length nobody knows before. The file appears under its name only when it is complete.</summary>
    /// <param name="path">The file, in a folder that exists.</param>
    /// <param name="write">Writes to the stream it is given, which it may drain.</param>
    /// <param name="cancellationToken">Handed to the writer.</param>
    /// <returns>The length in bytes.</returns>
    internal static async Task<long> WriteToFileAsync(string path, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        cancellationToken.ThrowIfCancellationRequested();
        var target = Path.GetFullPath(path);
        var file = PendingFile.Create(target);
        await using (file.ConfigureAwait(false))
        {
            try
            {
                var length = 0L;
                var output = new BufferedDestination((bytes, token) =>
                {
                    var offset = length;
                    length += bytes.Length;
                    return file.WriteAsync(bytes, offset, token);
                });
                await using (output.ConfigureAwait(false))
                {
                    await write(output, cancellationToken).ConfigureAwait(false);
                    await output.DrainAsync(cancellationToken).ConfigureAwait(false);
                }

                file.Commit();
                return length;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw FileFailure.OfOutput(target, exception);
            }
        }
    }

    /// <summary>Writes content to a stream, holes as zeros. The stream is neither flushed nor closed.</summary>
    /// <param name="content">The content.</param>
    /// <param name="destination">The stream.</param>
    /// <param name="progress">Is told how far it is, at most four times a second.</param>
    /// <param name="cancellationToken">Stops the write between two mebibytes.</param>
    public static async Task WriteToStreamAsync(
        this BlobSource content, Stream destination, IProgress<BuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(destination);
        using var report = StageProgress.Begin(progress, BuildStage.Write, "stream", content.Length);
        await CopyAsync(
            content, ContentChunks.OfAll(content).Select(chunk => (chunk.Offset, chunk.Length)),
            (buffer, _) => destination.WriteAsync(buffer, cancellationToken), report, cancellationToken).ConfigureAwait(false);
        report.Complete();
    }

    /// <summary>Reads a piece while the piece before it is written.</summary>
    static async Task CopyAsync(
        BlobSource content, IEnumerable<(long Offset, int Length)> chunks, Func<ReadOnlyMemory<byte>, long, ValueTask> write,
        StageProgress report, CancellationToken cancellationToken)
    {
        var buffers = new[] { ArrayPool<byte>.Shared.Rent(ContentChunks.ChunkSize), ArrayPool<byte>.Shared.Rent(ContentChunks.ChunkSize) };
        var pending = Task.CompletedTask;
        try
        {
            var current = 0;
            foreach (var (offset, length) in chunks)
            {
                var buffer = buffers[current].AsMemory(0, length);
                content.Read(offset, buffer.Span, cancellationToken);
                await pending.ConfigureAwait(false);
                report.Report(offset);
                pending = write(buffer, offset).AsTask();
                current ^= 1;
            }

            await pending.ConfigureAwait(false);
        }
        finally
        {
            // A write that another failure has overtaken still uses its buffer; that other failure is the one to report.
            await pending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ArrayPool<byte>.Shared.Return(buffers[0]);
            ArrayPool<byte>.Shared.Return(buffers[1]);
        }
    }
}
