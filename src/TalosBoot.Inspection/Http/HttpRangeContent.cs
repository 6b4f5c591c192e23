using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Inspection.Http;

/// <summary>
/// What lies on a web server, read by ranges: blocks are fetched when something in them is read, and a few are remembered. Reads wait for the
/// server.
/// </summary>
internal sealed class HttpRangeContent : BlobSource
{
    const int BlockSize = 32 * 1024;
    const int MostBlocks = 256;

    readonly HttpClient _client;
    readonly Uri _url;
    readonly EntityTagHeaderValue? _entityTag;
    readonly Lock _lock = new();
    readonly Dictionary<long, LinkedListNode<(long Index, byte[] Bytes)>> _blocks = [];
    readonly LinkedList<(long Index, byte[] Bytes)> _recent = new();

    HttpRangeContent(HttpClient client, Uri url, long length, EntityTagHeaderValue? entityTag) =>
        (_client, _url, Length, _entityTag) = (client, url, length, entityTag);

    public override long Length { get; }

    /// <summary>The bytes of all answers up to now.</summary>
    public long FetchedBytes { get; private set; }

    /// <summary>The requests up to now, the one for the length included.</summary>
    public int RequestCount { get; private set; } = 1;

    /// <summary>Stops reading also where a read is not given a token.</summary>
    public CancellationToken Stop { get; set; }

    /// <summary>What is said of an address: neither credentials nor a query, which may hold secrets.</summary>
    public static string NameOf(Uri url) => url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    public static async Task<HttpRangeContent> OpenAsync(HttpClient client, Uri url, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new RangeHeaderValue(0, 0) } };
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.Length is { } length
                ? new HttpRangeContent(client, url, length, response.Headers.ETag)
                : throw Refused(url, response.IsSuccessStatusCode
                    ? "the server sends the whole file where a range is asked for. Download it, and inspect the file."
                    : string.Create(CultureInfo.InvariantCulture, $"the server answers {(int)response.StatusCode}."));
        }
        catch (HttpRequestException exception)
        {
            throw Refused(url, $"the server cannot be asked: {exception.Message}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Refused(url, Silence(client), exception);
        }
    }

    protected override void ReadCore(long offset, Span<byte> destination)
    {
        lock (_lock)
        {
            while (!destination.IsEmpty)
            {
                var index = offset / BlockSize;
                var within = (int)(offset % BlockSize);
                var block = Find(index, (offset + destination.Length - 1) / BlockSize);
                var count = Math.Min(block.Length - within, destination.Length);
                block.AsSpan(within, count).CopyTo(destination);
                destination = destination[count..];
                offset += count;
            }
        }
    }

    /// <summary>Finds a block, or fetches it together with those behind it that will be read next and are not there either.</summary>
    byte[] Find(long index, long last)
    {
        if (_blocks.TryGetValue(index, out var node))
        {
            _recent.Remove(node);
            _recent.AddFirst(node);
            return node.Value.Bytes;
        }

        const int MostAtOnce = 32;
        var end = index;
        while (end < last && end - index + 1 < MostAtOnce && !_blocks.ContainsKey(end + 1))
        {
            end++;
        }

        var bytes = Fetch(index * BlockSize, Math.Min((end + 1) * BlockSize, Length));
        for (var block = end; block >= index; block--)
        {
            var start = (int)((block - index) * BlockSize);
            Remember(block, bytes[start..Math.Min(start + BlockSize, bytes.Length)]);
        }

        return _blocks[index].Value.Bytes;
    }

    void Remember(long index, byte[] bytes)
    {
        _blocks[index] = _recent.AddFirst((index, bytes));
        if (_recent.Count > MostBlocks)
        {
            _blocks.Remove(_recent.Last!.Value.Index);
            _recent.RemoveLast();
        }
    }

    byte[] Fetch(long start, long end)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _url) { Headers = { Range = new RangeHeaderValue(start, end - 1) } };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        try
        {
            RequestCount++;
            using var response = _client.Send(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (response.StatusCode != HttpStatusCode.PartialContent || !Equals(response.Headers.ETag, _entityTag)
                || response.Content.Headers.ContentRange is not { } range || range.From != start || range.To != end - 1)
            {
                throw Refused(_url, "the file changed while it was read, or ranges are no longer served. Try again.");
            }

            var bytes = new byte[end - start];
            ReadBody(response, bytes, patience);
            FetchedBytes += bytes.Length;
            return bytes;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            Stop.ThrowIfCancellationRequested();
            var isSilent = patience.IsCancellationRequested || exception is OperationCanceledException;
            throw Refused(_url, isSilent ? Silence(_client) : $"the server stopped answering: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// Reads a body. The client's own timeout ends with the head of an answer: here the server has as long for each piece. A read that waits hears of no
    /// token, and ends when its stream is closed.
    /// </summary>
    void ReadBody(HttpResponseMessage response, Span<byte> bytes, CancellationTokenSource patience)
    {
        using var body = response.Content.ReadAsStream(patience.Token);
        using var closing = patience.Token.Register(body.Dispose);
        while (!bytes.IsEmpty)
        {
            patience.CancelAfter(_client.Timeout);
            var count = body.Read(bytes);
            patience.Token.ThrowIfCancellationRequested();
            bytes = count > 0 ? bytes[count..] : throw new EndOfStreamException("its answer is too short.");
        }
    }

    static string Silence(HttpClient client) =>
        string.Create(CultureInfo.InvariantCulture, $"the server sent nothing for {client.Timeout.TotalSeconds} seconds.");

    static FileAccessException Refused(Uri url, string message, Exception? inner = null) =>
        new(DiagnosticIds.AssetNotServed, NameOf(url), message, inner);
}
