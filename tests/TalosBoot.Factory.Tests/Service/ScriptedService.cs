using System.Net;

namespace TalosBoot.Factory.Tests.Service;

/// <summary>Answers a client as a test wants, and remembers what it was asked for.</summary>
sealed class ScriptedService(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
{
    public List<HttpRequestMessage> Requests { get; } = [];

    /// <summary>A body that breaks off after some of its bytes.</summary>
    public static HttpContent BreakingOff(byte[] whole, int after)
    {
        var content = new StreamContent(new BrokenStream(whole.AsSpan(0, after).ToArray()));
        content.Headers.ContentLength = whole.Length;
        return content;
    }

    public static HttpResponseMessage Json(string text) => new(HttpStatusCode.OK) { Content = new StringContent(text) };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add(request);
        var result = answer(request);
        if (result.StatusCode == HttpStatusCode.Continue)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken); // A service that is silent.
        }

        result.RequestMessage = request;
        return result;
    }

    sealed class BrokenStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is var count && count > 0 ? count : throw new HttpIOException(HttpRequestError.ResponseEnded, "cut off");
    }
}
