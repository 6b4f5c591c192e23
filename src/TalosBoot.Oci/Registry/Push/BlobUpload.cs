using System.Globalization;
using System.Net;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Oci.Model;
using TalosBoot.Oci.Registry.Http;

namespace TalosBoot.Oci.Registry.Push;

/// <summary>Sends one blob (docs/formats/oci.md). Its requests are not repeated one by one; the upload as a whole is.</summary>
internal sealed class BlobUpload(
    RegistrySession session, string repository, OciDescriptor blob, BlobSource content, string? mountFrom, RegistryOptions options, IProgress<BuildProgress>? progress)
{
    const string MediaType = "application/octet-stream";

    readonly string _subject = $"{session.Endpoint.Host}/{repository}@{blob.Digest}";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var delay = options.RetryDelay;
        using var report = StageProgress.Begin(progress, BuildStage.Push, blob.Digest.ToString(), blob.Size);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await SendAsync(report, cancellationToken).ConfigureAwait(false);
                report.Complete();
                return;
            }
            catch (RegistryException exception) when (attempt < options.MaximumAttempts && RegistryErrors.IsTemporary(exception))
            {
                delay = await session.Retries.WaitAsync(session.Endpoint.Host, exception.Message, delay, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    async Task<bool> ExistsAsync(CancellationToken cancellationToken)
    {
        var request = Request(HttpMethod.Head, $"/{repository}/blobs/{blob.Digest}") with { CanRetry = true };
        using var answer = await session.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return answer.Status switch
        {
            HttpStatusCode.OK => true,
            HttpStatusCode.NotFound => false,
            _ => throw await FailureAsync(answer, cancellationToken).ConfigureAwait(false),
        };
    }

    async Task SendAsync(StageProgress report, CancellationToken cancellationToken)
    {
        if (await ExistsAsync(cancellationToken).ConfigureAwait(false) || await TryMountAsync(cancellationToken).ConfigureAwait(false) is not { } upload)
        {
            return;
        }

        try
        {
            upload = options.UploadChunkSize is { } size
                ? await SendChunksAsync(upload, Math.Max(size, upload.MinimumChunk), report, cancellationToken).ConfigureAwait(false)
                : await SendPieceAsync(upload, content.Length, isChunk: false, report, cancellationToken).ConfigureAwait(false);
            await CommitAsync(upload.Address, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await AbandonAsync(upload.Address).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Takes the blob over from another repository, or else begins an upload; null when the blob is there now.</summary>
    async Task<UploadProgress?> TryMountAsync(CancellationToken cancellationToken)
    {
        if (mountFrom is not null)
        {
            var request = Request(HttpMethod.Post, $"/{repository}/blobs/uploads/") with
            {
                Query = $"from={Uri.EscapeDataString(mountFrom)}&mount={Uri.EscapeDataString(blob.Digest.ToString())}",
                Content = Empty,
            };
            using var answer = await session.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (answer.Status == HttpStatusCode.Created)
            {
                return null;
            }

            if (answer.Status == HttpStatusCode.Accepted)
            {
                return await ProgressAsync(answer, 0, cancellationToken).ConfigureAwait(false);
            }
        }

        var begin = Request(HttpMethod.Post, $"/{repository}/blobs/uploads/") with { Content = Empty };
        using var begun = await session.SendAsync(begin, cancellationToken).ConfigureAwait(false);
        return begun.Status == HttpStatusCode.Accepted
            ? await ProgressAsync(begun, 0, cancellationToken).ConfigureAwait(false)
            : throw await FailureAsync(begun, cancellationToken).ConfigureAwait(false);
    }

    async Task<UploadProgress> SendChunksAsync(UploadProgress upload, int size, StageProgress report, CancellationToken cancellationToken)
    {
        var farthest = upload.Offset;
        for (var failures = 0; upload.Offset < content.Length;)
        {
            var end = Math.Min(content.Length, upload.Offset + size);
            try
            {
                upload = await SendPieceAsync(upload, end, isChunk: true, report, cancellationToken).ConfigureAwait(false);

                // A registry may take the same chunk again and again, and lose it each time.
                (failures, farthest) = upload.Offset > farthest ? (0, upload.Offset) : (failures, farthest);
            }
            catch (RegistryException exception) when (++failures < options.MaximumAttempts && CanResume(exception))
            {
                await session.Retries.WaitAsync(session.Endpoint.Host, exception.Message, options.RetryDelay, cancellationToken).ConfigureAwait(false);
                upload = await FindOutAsync(upload, cancellationToken).ConfigureAwait(false);
            }
        }

        return upload;
    }

    static bool CanResume(RegistryException exception) =>
        exception.Status == HttpStatusCode.RequestedRangeNotSatisfiable || RegistryErrors.IsTemporary(exception);

    async Task<UploadProgress> SendPieceAsync(UploadProgress upload, long end, bool isChunk, StageProgress report, CancellationToken cancellationToken)
    {
        var request = Request(HttpMethod.Patch, string.Empty) with
        {
            Address = upload.Address,
            Content = () => Piece(upload.Offset, end, isChunk, report),
        };
        using var answer = await session.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return answer.Status is HttpStatusCode.Accepted or HttpStatusCode.NoContent or HttpStatusCode.Created
            ? await ProgressAsync(answer, end, cancellationToken).ConfigureAwait(false)
            : throw await FailureAsync(answer, cancellationToken).ConfigureAwait(false);
    }

    UploadContent Piece(long start, long end, bool isChunk, StageProgress report)
    {
        var piece = new UploadContent(content.Slice(start, end - start), MediaType) { Sent = sent => report.Report(start + sent) };
        if (isChunk)
        {
            piece.Headers.TryAddWithoutValidation("Content-Range", string.Create(CultureInfo.InvariantCulture, $"{start}-{end - 1}"));
        }

        return piece;
    }

    /// <summary>Asks how much has come, after a chunk of which nobody knows.</summary>
    async Task<UploadProgress> FindOutAsync(UploadProgress upload, CancellationToken cancellationToken)
    {
        var request = Request(HttpMethod.Get, string.Empty) with { Address = upload.Address, CanRetry = true };
        using var answer = await session.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            throw await FailureAsync(answer, cancellationToken).ConfigureAwait(false);
        }

        // "0-0" may stand for one byte or for none; to send one byte again would be refused, so none is what is safe to believe of it.
        var range = answer.Header("Range")?.Replace("bytes=", string.Empty, StringComparison.Ordinal).Split('-');
        var offset = range is [_, var last] && long.TryParse(last, CultureInfo.InvariantCulture, out var parsed) && parsed > 0 ? parsed + 1 : 0;
        return offset <= content.Length
            ? await ProgressAsync(answer, offset, cancellationToken).ConfigureAwait(false)
            : throw new RegistryException(DiagnosticIds.RegistryAnswerInvalid, _subject, "the registry has more of the blob than there is. Push it again.");
    }

    async Task CommitAsync(Uri address, CancellationToken cancellationToken)
    {
        var digest = $"digest={Uri.EscapeDataString(blob.Digest.ToString())}";
        var request = Request(HttpMethod.Put, string.Empty) with
        {
            Address = new UriBuilder(address) { Query = address.Query.Length > 1 ? $"{address.Query}&{digest}" : digest }.Uri,
            Content = () => new UploadContent(BlobSource.Zeros(0), MediaType),
        };
        using var answer = await session.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (answer.Status is not (HttpStatusCode.Created or HttpStatusCode.OK or HttpStatusCode.NoContent or HttpStatusCode.Accepted))
        {
            throw await FailureAsync(answer, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lets the registry forget what it has. That this may fail, too, is not the failure to tell.</summary>
    async Task AbandonAsync(Uri address)
    {
        try
        {
            using var late = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
            using var answer = await session.SendAsync(Request(HttpMethod.Delete, string.Empty) with { Address = address }, late.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TalosBootException or OperationCanceledException)
        {
            Log.UploadLeft(options.Logger, session.Endpoint.Host, exception.Message);
        }
    }

    async Task<UploadProgress> ProgressAsync(RegistryAnswer answer, long offset, CancellationToken cancellationToken)
    {
        var minimum = int.TryParse(answer.Header("OCI-Chunk-Min-Length"), CultureInfo.InvariantCulture, out var told) && told > 0 ? told : 0;
        return new UploadProgress(await session.UploadAddressAsync(answer, cancellationToken).ConfigureAwait(false), offset, minimum);
    }

    RegistryRequest Request(HttpMethod method, string path) => new(method, repository, path)
    {
        Scopes = mountFrom is null
            ? [RegistryRequest.PushScope(repository)] : [RegistryRequest.PushScope(repository), RegistryRequest.PullScope(mountFrom)],
        CanRetry = false,
    };

    Task<RegistryException> FailureAsync(RegistryAnswer answer, CancellationToken cancellationToken) =>
        RegistryErrors.CreateAsync(answer, _subject, DiagnosticIds.RegistryRefused, cancellationToken);

    static UploadContent Empty() => new UploadContent(BlobSource.Zeros(0), "application/json");
}
