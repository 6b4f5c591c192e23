using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
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
    const string Subject = "a blob that was fetched";

    public async Task RunAsync(BlobOpener open, IProgress<BuildProgress>? progress, CancellationToken cancellationToken)
    {
        using var report = StageProgress.Begin(progress, BuildStage.Fetch, descriptor.Digest.ToString(), descriptor.Size);
        try
        {
            if (!await TryFetchAsync(open, report, cancellationToken).ConfigureAwait(false))
            {
                Log.StartingOver(logger, descriptor.Digest.ToString());
                await TryFetchAsync(open, report, cancellationToken).ConfigureAwait(false);
            }

            report.Complete();
        }
        catch (FileAccessException exception) when (exception.DiagnosticId == DiagnosticIds.NoSpaceLeft)
        {
            // The user needs the space more than the next download needs a start.
            File.Delete(partialPath);
            throw;
        }
    }

    /// <summary>Fetches what is missing.</summary>
    /// <returns>False when the digest is wrong, and that may be due to what was there before. Nothing is there then.</returns>
    async Task<bool> TryFetchAsync(BlobOpener open, StageProgress report, CancellationToken cancellationToken)
    {
        var file = PartialBlob.Open(partialPath);
        await using var owned = file.ConfigureAwait(false);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (file.Length > descriptor.Size)
        {
            file.Clear();
        }

        var start = file.Length;
        file.AppendTo(hash, cancellationToken);
        Log.Fetching(logger, descriptor.Digest.ToString(), start);
        report.Report(start);
        for (var position = start; position < descriptor.Size;)
        {
            position = await FetchAsync(open, position, file, hash, report, cancellationToken).ConfigureAwait(false);
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
        BlobOpener open, long start, PartialBlob file, IncrementalHash hash, StageProgress report, CancellationToken cancellationToken)
    {
        var source = await open(start, cancellationToken).ConfigureAwait(false);
        await using var owned = source.ConfigureAwait(false);
        var position = start;
        await BlobPieces.ReadAsync(source, descriptor.Size - start, piece =>
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
}
