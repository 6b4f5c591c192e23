using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using TalosBoot.Factory.Releases;

namespace TalosBoot.Factory.Registry;

/// <summary>
/// Hands a request to another server, and its answer back, whatever it is (docs/formats/factory.md). Credentials are for this service, and stay here. A server that
/// says nothing for a time is given up.
/// </summary>
internal sealed class ReverseProxy(TimeProvider time) : IDisposable
{
    const int PieceSize = 80 * 1024;

    static readonly HashSet<string> NotPassed = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "Host", "Authorization", "Cookie", "Date",
    };

    readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(30),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public void Dispose() => _http.Dispose();

    public async Task PassAsync(HttpContext context, Uri target)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), target);
        foreach (var (name, values) in context.Request.Headers.Where(header => !NotPassed.Contains(header.Key) && !header.Key.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)))
        {
            request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        using var patience = new CancellationTokenSource(ReleaseImages.AnswerTimeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, patience.Token);
        HttpResponseMessage answer;
        try
        {
            answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end.Token).ConfigureAwait(false);
        }
        catch (HttpRequestException)
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
            return;
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
            return;
        }

        using (answer)
        {
            WriteHead(context.Response, answer);
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await CopyAsync(answer.Content, context.Response.BodyWriter, patience, end.Token).ConfigureAwait(false);
            }
        }
    }

    static void WriteHead(HttpResponse response, HttpResponseMessage answer)
    {
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated).Where(header => !NotPassed.Contains(header.Key)))
        {
            // What this service has said of the answer already is its own word.
            response.Headers.TryAdd(name, new StringValues([.. values]));
        }
    }

    /// <summary>Copies a body. Time runs only while the server is waited for.</summary>
    static async Task CopyAsync(HttpContent content, PipeWriter writer, CancellationTokenSource patience, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var owned = stream.ConfigureAwait(false);
        while (true)
        {
            patience.CancelAfter(ReleaseImages.AnswerTimeout);
            var count = await stream.ReadAsync(writer.GetMemory(PieceSize), cancellationToken).ConfigureAwait(false);
            patience.CancelAfter(Timeout.InfiniteTimeSpan);
            writer.Advance(count);
            if (count == 0 || (await writer.FlushAsync(cancellationToken).ConfigureAwait(false)).IsCompleted)
            {
                return;
            }
        }
    }
}
