using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using TalosBoot.Core.Work;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Client;

public sealed partial class ImageFactoryClient
{
    const int PieceSize = 256 * 1024;
    const string PartSuffix = ".part";

    /// <summary>
    /// Downloads an asset into a file, which gets its name when it is complete. A lost connection is taken up again where it broke off, by this call and by a
    /// later one that finds the beginning in <c>PATH.part</c>.
    /// </summary>
    /// <param name="id">The schematic.</param>
    /// <param name="version">The Talos version.</param>
    /// <param name="fileName">The asset, such as <c>metal-amd64.iso</c>.</param>
    /// <param name="path">The file.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops the download; what was fetched stays in <c>PATH.part</c>.</param>
    /// <returns>Whether the file was compared with a checksum of the service, which not every service gives.</returns>
    /// <exception cref="ImageFactoryException">The service refuses the request, or what came has another checksum than it says.</exception>
    public async Task<bool> DownloadAsync(
        SchematicId id, string version, string fileName, string path, IProgress<BuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(version);
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var address = AddressOf(id, version, fileName);
        var part = path + PartSuffix;
        var delay = _options.RetryDelay;
        for (var attempt = 1; ; attempt++)
        {
            var before = LengthOf(part);
            try
            {
                await FetchAsync(address, part, fileName, progress, cancellationToken).ConfigureAwait(false);
                break;
            }
            catch (Exception exception) when (IsLost(exception, cancellationToken) && (attempt < _options.MaximumAttempts || LengthOf(part) > before))
            {
                attempt = LengthOf(part) > before ? 1 : attempt;
                await Task.Delay(delay, cancellationToken).ConfigureAwait(false);
                delay *= 2;
            }
        }

        var isVerified = _options.VerifiesDownloads && await VerifyAsync(address, part, cancellationToken).ConfigureAwait(false);
        File.Move(part, path, overwrite: true);
        return isVerified;
    }

    async Task FetchAsync(Uri address, string part, string fileName, IProgress<BuildProgress>? progress, CancellationToken cancellationToken)
    {
        var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        await using var ownedFile = file.ConfigureAwait(false);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (file.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(file.Length, null);
        }

        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(_options.Patience);
        HttpResponseMessage answer;
        try
        {
            answer = await SendAsync(request, stall.Token).ConfigureAwait(false);
        }
        catch (ImageFactoryException exception) when (exception.Status == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            if (await LengthOfAsync(address, stall.Token).ConfigureAwait(false) == file.Length)
            {
                return; // All of it had come before.
            }

            file.SetLength(0);
            throw new IOException("What is there already is longer than the asset.", exception);
        }

        using (answer)
        {
            // A service that knows no ranges begins at the beginning.
            file.Position = answer.StatusCode == HttpStatusCode.PartialContent ? answer.Content.Headers.ContentRange?.From ?? 0 : 0;
            file.SetLength(file.Position);
            var total = file.Position + answer.Content.Headers.ContentLength;
            var body = await answer.Content.ReadAsStreamAsync(stall.Token).ConfigureAwait(false);
            await using var ownedBody = body.ConfigureAwait(false);
            var buffer = new byte[PieceSize];
            while (await body.ReadAsync(buffer, stall.Token).ConfigureAwait(false) is var count && count > 0)
            {
                await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                stall.CancelAfter(_options.Patience);
                progress?.Report(new BuildProgress(BuildStage.Fetch, fileName, file.Position, total));
            }

            if (total is { } length && file.Position != length)
            {
                throw new IOException("The connection was lost.");
            }
        }
    }

    async Task<long?> LengthOfAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, address);
        using var answer = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        return answer.Content.Headers.ContentLength;
    }

    /// <summary>Compares a file with the checksum of the service; false when it gives none.</summary>
    async Task<bool> VerifyAsync(Uri address, string part, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address + ".sha256"));
        string text;
        try
        {
            using var answer = await SendAsync(request, cancellationToken).ConfigureAwait(false);
            text = Encoding.UTF8.GetString(await ReadAsync(answer, LongestError, cancellationToken).ConfigureAwait(false));
        }
        catch (ImageFactoryException exception) when (exception.Status is HttpStatusCode.PaymentRequired or HttpStatusCode.NotFound or HttpStatusCode.BadRequest)
        {
            return false;
        }

        var expected = text.Split(' ', 2)[0].Trim();
        var file = File.OpenRead(part);
        await using var ownedFile = file.ConfigureAwait(false);
        var actual = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
        if (actual == expected)
        {
            return true;
        }

        File.Delete(part);
        throw new ImageFactoryException(null, $"{address}: the download has the SHA-256 {actual}, and the service says {expected}. Download it again.");
    }

    static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    static bool IsLost(Exception exception, CancellationToken cancellationToken) => !cancellationToken.IsCancellationRequested && exception is
        IOException or HttpRequestException or OperationCanceledException or ImageFactoryException { Status: null or HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway };
}
