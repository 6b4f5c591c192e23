using System.Net;
using System.Net.Http.Headers;
using TalosBoot.Core.Content;
using TalosBoot.Inspection.Http;
using TalosBoot.Testing;

namespace TalosBoot.Inspection.Tests;

[ContractOf("HttpRangeContent")]
public sealed class HttpRangeContentTests : BlobSourceContract
{
    readonly List<HttpClient> _clients = [];

    [OneTimeTearDown]
    public void DisposeClients() => _clients.ForEach(client => client.Dispose());

    protected override (BlobSource Source, byte[] Expected) Create()
    {
        var bytes = TestBytes.Noise(300_000);
        var client = new HttpClient(new RangeServer(bytes));
        _clients.Add(client);
        return (HttpRangeContent.OpenAsync(client, new Uri("http://127.0.0.1/asset"), CancellationToken.None).GetAwaiter().GetResult(), bytes);
    }

    sealed class RangeServer(byte[] bytes) : HttpMessageHandler
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var range = request.Headers.Range!.Ranges.Single();
            var (from, to) = ((int)range.From!.Value, (int)range.To!.Value);
            return new HttpResponseMessage(HttpStatusCode.PartialContent)
            {
                Content = new ByteArrayContent(bytes, from, to - from + 1) { Headers = { ContentRange = new ContentRangeHeaderValue(from, to, bytes.Length) } },
            };
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(Send(request, cancellationToken));
    }
}
