using System.Net;
using System.Net.Http.Headers;
using NUnit.Framework.Constraints;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
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

    [Test]
    public async Task A_server_that_stops_in_the_middle_of_an_answer_is_given_up()
    {
        using var client = new HttpClient(new RangeServer(TestBytes.Noise(100_000), (bytes, _) => new StreamContent(new StalledStream(bytes[..10])))) { Timeout = TimeSpan.FromSeconds(1) };
        var content = await HttpRangeContent.OpenAsync(client, new Uri("http://127.0.0.1/asset"), CancellationToken.None);
        Assert.That(() => content.Read(0, new byte[100]), ThrowsNotServed("sent nothing for 1 seconds"));
    }

    [Test]
    public async Task An_answer_that_is_too_short_is_refused()
    {
        using var client = new HttpClient(new RangeServer(TestBytes.Noise(100_000), (bytes, _) => new ByteArrayContent(bytes[..10])));
        var content = await HttpRangeContent.OpenAsync(client, new Uri("http://127.0.0.1/asset"), CancellationToken.None);
        Assert.That(() => content.Read(0, new byte[100]), ThrowsNotServed("too short"));
    }

    [Test]
    public async Task Another_range_than_the_one_that_was_asked_for_is_refused()
    {
        using var client = new HttpClient(new RangeServer(
            TestBytes.Noise(100_000), (bytes, range) => new ByteArrayContent(bytes) { Headers = { ContentRange = new ContentRangeHeaderValue(range.From!.Value + 1, range.To!.Value + 1) } }));
        var content = await HttpRangeContent.OpenAsync(client, new Uri("http://127.0.0.1/asset"), CancellationToken.None);
        Assert.That(() => content.Read(0, new byte[100]), ThrowsNotServed("changed"));
    }

    [Test]
    public void A_server_that_does_not_begin_to_answer_is_given_up()
    {
        using var client = new HttpClient(new SilentServer()) { Timeout = TimeSpan.FromMilliseconds(50) };
        Assert.That(
            async () => await HttpRangeContent.OpenAsync(client, new Uri("http://127.0.0.1/asset"), CancellationToken.None), ThrowsNotServed("sent nothing for 0.05 seconds"));
    }

    static IResolveConstraint ThrowsNotServed(string text) => Throws.TypeOf<FileAccessException>()
        .With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(DiagnosticIds.AssetNotServed).And.Message.Contains(text);

    /// <summary>Answers the first request as it should, and the others with a body of one's own, if there is one.</summary>
    sealed class RangeServer(byte[] bytes, Func<byte[], RangeItemHeaderValue, HttpContent>? body = null) : HttpMessageHandler
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var range = request.Headers.Range!.Ranges.Single();
            var (from, to) = ((int)range.From!.Value, (int)range.To!.Value);
            var content = to > 0 && body is not null ? body(bytes[from..(to + 1)], range) : new ByteArrayContent(bytes, from, to - from + 1);
            content.Headers.ContentRange ??= new ContentRangeHeaderValue(from, to, bytes.Length);
            return new HttpResponseMessage(HttpStatusCode.PartialContent) { Content = content };
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(Send(request, cancellationToken));
    }

    sealed class SilentServer : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        }
    }

    /// <summary>A body that is waited for until it is closed, as a socket is.</summary>
    sealed class StalledStream(byte[] start) : MemoryStream(start)
    {
        readonly ManualResetEventSlim _closed = new();

        public override int Read(Span<byte> buffer)
        {
            if (base.Read(buffer) is var count and > 0)
            {
                return count;
            }

            _closed.Wait();
            throw new ObjectDisposedException(nameof(StalledStream));
        }

        protected override void Dispose(bool disposing)
        {
            _closed.Set();
            base.Dispose(disposing);
        }
    }
}
