using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Progress;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Caching;

/// <summary>
/// Brings one blob into a file. The file has its name only when it is complete and its digest is right, and is on the disk by then; what was fetched when
/// a process ends before that is kept under another name, and the next download goes on from there. One download for a file at a time.
/// </summary>
/// <param name="descriptor">Digest and size.</param>
/// <param name="path">The file.</param>
/// <param name="partialPath">The file's name while it is not complete.</param>
/// <param name="logger">Is told where the download begins.</param>
internal sealed class BlobDownload(OciDescriptor descriptor, string path, string partialPath, ILogger logger)
{
    // Small enough that what was read is still in the processor's cache when it is hashed and written.
    const int BufferLength = 256 * 1024;
    const string Subject = "a blob that was fetched";

    public async Task RunAsync(BlobOpener open, IProgress<BuildProgress>? progress, CancellationToken cancellationToken)
    {
        var report = new ProgressThrottle(progress, BuildStage.Fetch, descriptor.Digest.ToString(), descriptor.Size);
        var length = (int)Math.Clamp(descriptor.Size, 1, BufferLength);
        byte[][] buffers = [ArrayPool<byte>.Shared.Rent(length), ArrayPool<byte>.Shared.Rent(length)];
        try
        {
            if (!await TryFetchAsync(open, buffers, report, cancellationToken).ConfigureAwait(false))
            {
                Log.StartingOver(logger, descriptor.Digest.ToString());
                await TryFetchAsync(open, buffers, report, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (FileAccessException exception) when (exception.DiagnosticId == DiagnosticIds.NoSpaceLeft)
        {
            // The user needs the space more than the next download needs a start.
            File.Delete(partialPath);
            throw;
        }
        finally
        {
            Array.ForEach(buffers, buffer => ArrayPool<byte>.Shared.Return(buffer));
        }
    }

    /// <summary>Fetches what is missing.</summary>
    /// <returns>False when the digest is wrong, and that may be due to what was there before. Nothing is there then.</returns>
    async Task<bool> TryFetchAsync(BlobOpener open, byte[][] buffers, ProgressThrottle report, CancellationToken cancellationToken)
    {
        var file = PartialBlob.Open(partialPath);
        await using var owned = file.ConfigureAwait(false);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (file.Length > descriptor.Size)
        {
            file.Clear();
        }

        var start = file.Length;
        file.AppendTo(hash, buffers[0], cancellationToken);
        Log.Fetching(logger, descriptor.Digest.ToString(), start);
        report.Report(start);
        for (var position = start; position < descriptor.Size;)
        {
            position = await FetchAsync(open, position, file, hash, buffers, report, cancellationToken).ConfigureAwait(false);
        }

        var actual = Digest.FromSha256(hash.GetHashAndReset());
        if (actual == descriptor.Digest)
        {
            file.Complete(path);
            return true;
        }

        file.Clear();
        return start > 0 ? false : throw new ContentMismatchException(DiagnosticIds.DigestMismatch, Subject, descriptor.Digest.ToString(), actual.ToString());
    }

    /// <summary>Fetches as much as one answer gives, which is something.</summary>
    /// <returns>How far the file reaches.</returns>
    async Task<long> FetchAsync(
        BlobOpener open, long start, PartialBlob file, IncrementalHash hash, byte[][] buffers, ProgressThrottle report, CancellationToken cancellationToken)
    {
        var source = await open(start, cancellationToken).ConfigureAwait(false);
        await using var owned = source.ConfigureAwait(false);
        var position = start;
        await ReadAsync(source, buffers, piece =>
        {
            position += piece.Length;
            if (position > descriptor.Size)
            {
                // Nothing of it is worth to go on from.
                file.Clear();
                BlobVerification.CheckSize(descriptor, position, Subject);
            }

            hash.AppendData(piece.Span);
            file.Write(piece.Span);
            report.Report(position);
        }, cancellationToken).ConfigureAwait(false);
        if (position == start)
        {
            BlobVerification.CheckSize(descriptor, position, Subject);
        }

        return position;
    }

    /// <summary>Reads a piece while the piece before it is used.</summary>
    static async Task ReadAsync(Stream source, byte[][] buffers, Action<ReadOnlyMemory<byte>> use, CancellationToken cancellationToken)
    {
        var current = 0;
        var reading = source.ReadAsync(buffers[current], cancellationToken).AsTask();
        try
        {
            while (await reading.ConfigureAwait(false) is var count and > 0)
            {
                var piece = buffers[current].AsMemory(0, count);
                current ^= 1;
                reading = source.ReadAsync(buffers[current], cancellationToken).AsTask();
                use(piece);
            }
        }
        finally
        {
            // A read that a failure has overtaken still uses its buffer; that failure is the one to report.
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
