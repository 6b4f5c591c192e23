using System.Net.Http.Headers;
using System.Text;

namespace TalosBoot.Factory.Client;

/// <summary>Sends requests to a service, and tells whatever goes wrong as <see cref="ImageFactoryException"/>.</summary>
/// <param name="http">Sends them.</param>
/// <param name="authorization">The credentials; null for none.</param>
/// <param name="patience">How long nothing may come.</param>
internal sealed class FactoryConnection(HttpClient http, AuthenticationHeaderValue? authorization, TimeSpan patience)
{
    public const int LongestError = 8192;

    public StallTimer StartTimer(CancellationToken cancellationToken) => new(patience, cancellationToken);

    /// <summary>Sends a request and reads its whole answer.</summary>
    /// <exception cref="ImageFactoryException">The service refuses it, cannot be reached, is silent for too long, or answers with more than the limit.</exception>
    public async Task<byte[]> ReadAsync(HttpRequestMessage request, int limit, CancellationToken cancellationToken)
    {
        using var timer = StartTimer(cancellationToken);
        using var answer = await SendAsync(request, timer).ConfigureAwait(false);
        return await ReadAsync(request, answer, limit, cuts: false, timer).ConfigureAwait(false);
    }

    /// <summary>Sends a request. The answer is the caller's, whose body is not read yet.</summary>
    /// <exception cref="ImageFactoryException">The service refuses it, cannot be reached, or is silent for too long.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, StallTimer timer)
    {
        request.Headers.Authorization = authorization;
        var answer = await GuardAsync(request, timer, async token =>
            await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token).ConfigureAwait(false)).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            var text = Encoding.UTF8.GetString(await ReadAsync(request, answer, LongestError, cuts: true, timer).ConfigureAwait(false)).Trim();
            throw new ImageFactoryException(answer.StatusCode, (int)answer.StatusCode < 400
                ? $"{request.RequestUri}: HTTP {(int)answer.StatusCode}: the answer leads to another address, and is not followed. Name that address."
                : $"{request.RequestUri}: HTTP {(int)answer.StatusCode}: {text}");
        }
    }

    /// <summary>Does a piece of an exchange.</summary>
    /// <exception cref="ImageFactoryException">The connection was lost, or nothing came for too long.</exception>
    public static async Task<T> GuardAsync<T>(HttpRequestMessage request, StallTimer timer, Func<CancellationToken, ValueTask<T>> work)
    {
        try
        {
            var result = await work(timer.Token).ConfigureAwait(false);
            timer.Restart();
            return result;
        }
        catch (HttpRequestException exception)
        {
            throw Lost(request, $"the service cannot be reached: {exception.Message}", exception);
        }
        catch (IOException exception)
        {
            throw Lost(request, $"the connection was lost: {exception.Message}", exception);
        }
        catch (OperationCanceledException exception) when (timer.IsStalled)
        {
            throw Lost(request, $"nothing came for {timer.Patience}.", exception);
        }
    }

    public static ImageFactoryException Lost(HttpRequestMessage request, string message, Exception? cause = null) =>
        new(null, $"{request.RequestUri}: {message}", cause) { IsLostConnection = true };

    static async Task<byte[]> ReadAsync(HttpRequestMessage request, HttpResponseMessage answer, int limit, bool cuts, StallTimer timer)
    {
        var stream = await GuardAsync(request, timer, async token => await answer.Content.ReadAsStreamAsync(token).ConfigureAwait(false)).ConfigureAwait(false);
        await using var owned = stream.ConfigureAwait(false);
        using var memory = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await GuardAsync(request, timer, token => stream.ReadAsync(buffer, token)).ConfigureAwait(false) is var count && count > 0)
        {
            if (memory.Length + count > limit)
            {
                return cuts ? memory.ToArray() : throw new ImageFactoryException(answer.StatusCode, $"{request.RequestUri}: the answer is longer than {limit} bytes.");
            }

            memory.Write(buffer, 0, count);
        }

        return memory.ToArray();
    }
}
