using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Client;

public sealed partial class ImageFactoryClient
{
    const int PieceSize = 256 * 1024;

    static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Downloads an asset into a file, which gets its name when it is complete. A lost connection is taken up again where it broke off, by this call and by a
    /// later one that finds the beginning in <c>PATH.part</c>, as long as the service still has the same asset there: <c>PATH.part.from</c> tells its
    /// address and its entity tag or date. A service that gives neither is asked for the whole asset again.
    /// </summary>
    /// <param name="id">The schematic.</param>
    /// <param name="version">The Talos version.</param>
    /// <param name="fileName">The asset, such as <c>metal-amd64.iso</c>.</param>
    /// <param name="path">The file.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops the download; what was fetched stays in <c>PATH.part</c>.</param>
    /// <returns>Whether the file was compared with a checksum of the service, which not every service gives.</returns>
    /// <exception cref="ImageFactoryException">
    /// The service refuses the request, the connection is lost each time, or what came has another checksum than it says (TB9002).
    /// </exception>
    /// <exception cref="FileAccessException">The file cannot be written (TB6001).</exception>
    public async Task<bool> DownloadAsync(
        SchematicId id, string version, string fileName, string path, IProgress<BuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(version);
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var address = AddressOf(id, version, fileName);
        var part = new PartialDownload(path, address);
        var (attempt, delay) = (1, _options.RetryDelay);
        while (true)
        {
            var before = part.Length;
            try
            {
                await FetchAsync(address, part, fileName, progress, cancellationToken).ConfigureAwait(false);
                break;
            }
            catch (ImageFactoryException exception) when (exception.IsTemporary && (attempt < _options.MaximumAttempts || part.Length > before))
            {
                (attempt, delay) = part.Length > before ? (1, _options.RetryDelay) : (attempt + 1, delay);
                await Task.Delay(delay, cancellationToken).ConfigureAwait(false);
                delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
            }
        }

        var isVerified = _options.VerifiesDownloads && await VerifyAsync(address, part, cancellationToken).ConfigureAwait(false);
        part.Complete();
        return isVerified;
    }

    async Task FetchAsync(Uri address, PartialDownload part, string fileName, IProgress<BuildProgress>? progress, CancellationToken cancellationToken)
    {
        using var timer = _connection.StartTimer(cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var wanted = part.FindVersion();
        if (wanted is not null)
        {
            request.Headers.Range = new RangeHeaderValue(part.Length, null);
            request.Headers.IfRange = wanted;
        }

        HttpResponseMessage answer;
        try
        {
            answer = await _connection.SendAsync(request, timer).ConfigureAwait(false);
        }
        catch (ImageFactoryException exception) when (exception.Status == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            if (await IsWholeAsync(address, part, wanted, timer).ConfigureAwait(false))
            {
                return;
            }

            part.Discard();
            throw FactoryConnection.Lost(request, "what is there already is not the beginning of the asset.", exception);
        }

        using (answer)
        {
            var continues = answer.StatusCode == HttpStatusCode.PartialContent;
            if (continues && (wanted is null || answer.Content.Headers.ContentRange?.From != part.Length || !Equals(PartialDownload.VersionOf(answer), wanted)))
            {
                part.Discard();
                throw FactoryConnection.Lost(request, "the answer is another piece than the one that was asked for.");
            }

            // A service that knows no ranges, or has another asset there now, begins at the beginning.
            var file = part.Open(PartialDownload.VersionOf(answer), continues);
            await using var ownedFile = file.ConfigureAwait(false);
            await ReceiveAsync(request, answer, part, file, fileName, progress, timer).ConfigureAwait(false);
        }
    }

    static async Task ReceiveAsync(
        HttpRequestMessage request, HttpResponseMessage answer, PartialDownload part, FileStream file, string fileName, IProgress<BuildProgress>? progress, StallTimer timer)
    {
        var total = file.Position + answer.Content.Headers.ContentLength;
        var body = await FactoryConnection.GuardAsync(
            request, timer, async token => await answer.Content.ReadAsStreamAsync(token).ConfigureAwait(false)).ConfigureAwait(false);
        await using var ownedBody = body.ConfigureAwait(false);
        var buffer = new byte[PieceSize];
        while (await FactoryConnection.GuardAsync(request, timer, token => body.ReadAsync(buffer, token)).ConfigureAwait(false) is var count && count > 0)
        {
            await part.WriteAsync(file, buffer.AsMemory(0, count), timer.Token).ConfigureAwait(false);
            progress?.Report(new BuildProgress(BuildStage.Fetch, fileName, file.Position, total));
        }

        if (total is { } length && file.Position != length)
        {
            throw FactoryConnection.Lost(request, $"the connection was lost after {file.Position} of {length} bytes.");
        }
    }

    /// <summary>Whether all of the asset had come before, and only its name is missing.</summary>
    async Task<bool> IsWholeAsync(Uri address, PartialDownload part, RangeConditionHeaderValue? wanted, StallTimer timer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, address);
        using var answer = await _connection.SendAsync(request, timer).ConfigureAwait(false);
        return answer.Content.Headers.ContentLength == part.Length && Equals(PartialDownload.VersionOf(answer), wanted);
    }

    /// <summary>Compares a file with the checksum of the service; false when it gives none.</summary>
    async Task<bool> VerifyAsync(Uri address, PartialDownload part, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address + ".sha256"));
        string text;
        try
        {
            text = Encoding.UTF8.GetString(await _connection.ReadAsync(request, FactoryConnection.LongestError, cancellationToken).ConfigureAwait(false));
        }
        catch (ImageFactoryException exception) when (exception.Status is HttpStatusCode.PaymentRequired or HttpStatusCode.NotFound or HttpStatusCode.BadRequest)
        {
            return false;
        }

        var expected = text.Split(' ', 2)[0].Trim();
        string actual;
        var file = File.OpenRead(part.Path);
        await using (file.ConfigureAwait(false))
        {
            actual = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
        }

        if (actual == expected)
        {
            return true;
        }

        part.Discard();
        throw new ImageFactoryException(null, $"{address}: the download has the SHA-256 {actual}, and the service says {expected}. Download it again.");
    }
}
