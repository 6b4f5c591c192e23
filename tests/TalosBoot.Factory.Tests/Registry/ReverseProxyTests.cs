using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using TalosBoot.Factory.Registry;
using TalosBoot.Factory.Releases;

namespace TalosBoot.Factory.Tests.Registry;

/// <summary>A registry behind the service that accepts connections, and then is silent.</summary>
[TestFixture]
internal sealed class ReverseProxyTests
{
    readonly ManualTime _time = new();
    TcpListener _listener = null!;
    ReverseProxy _proxy = null!;

    Uri Target => new($"http://{_listener.LocalEndpoint}/v2/x");

    [SetUp]
    public void Start()
    {
        (_listener, _proxy) = (new TcpListener(IPAddress.Loopback, 0), new ReverseProxy(_time));
        _listener.Start();
    }

    [TearDown]
    public void Stop()
    {
        _proxy.Dispose();
        _listener.Dispose();
    }

    [Test]
    public async Task Gives_up_a_server_that_does_not_answer()
    {
        var context = Context();
        var passing = _proxy.PassAsync(context, Target);
        using var connection = await _listener.AcceptTcpClientAsync();
        Assert.That(passing.IsCompleted, Is.False);

        _time.Advance(ReleaseImages.AnswerTimeout);
        await passing.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.That(context.Response.StatusCode, Is.EqualTo(504));
    }

    [Test]
    public async Task Gives_up_a_server_that_stops_in_the_middle_of_a_body()
    {
        var context = Context();
        var passing = _proxy.PassAsync(context, Target);
        using var connection = await _listener.AcceptTcpClientAsync();
        await connection.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"u8.ToArray());
        Assert.That(() => context.Response.Body.Length, Is.EqualTo(4).After(10_000, 20));

        _time.Advance(ReleaseImages.AnswerTimeout);

        Assert.That(() => passing.WaitAsync(TimeSpan.FromSeconds(10)), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Leaves_what_the_service_said_of_its_answer()
    {
        var context = Context();
        context.Response.Headers["X-Request-Id"] = "ours";
        var passing = _proxy.PassAsync(context, Target);
        using var connection = await _listener.AcceptTcpClientAsync();
        await connection.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nX-Request-Id: theirs\r\nETag: \"x\"\r\nContent-Length: 2\r\n\r\nok"u8.ToArray());
        await passing.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.That((context.Response.Headers["X-Request-Id"].ToString(), context.Response.Headers.ETag.ToString()), Is.EqualTo(("ours", "\"x\"")));
    }

    static DefaultHttpContext Context()
    {
        var context = new DefaultHttpContext();
        (context.Request.Method, context.Response.Body) = ("GET", new MemoryStream());
        return context;
    }
}
