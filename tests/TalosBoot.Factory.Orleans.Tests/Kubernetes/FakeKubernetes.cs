using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Orleans.Tests.Kubernetes;

/// <summary>The part of the API of Kubernetes that tells of pods, on loopback: read, list and watch, and nothing that changes them.</summary>
internal sealed class FakeKubernetes : IAsyncDisposable
{
    public const string Namespace = "factory";
    const string Token = "token-of-the-service-account";

    readonly X509Certificate2 _certificate = SelfSigned.Certificate("kubernetes");
    readonly ConcurrentDictionary<string, string> _pods = new();
    readonly ConcurrentDictionary<Channel<string>, bool> _watches = new();
    readonly ConcurrentQueue<string> _refused = new();
    readonly CancellationTokenSource _end = new();
    readonly string _cluster;
    readonly WebApplication _server;

    FakeKubernetes(string cluster)
    {
        _cluster = cluster;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate)));
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    public int Port => new Uri(_server.Urls.Single()).Port;

    /// <summary>How many watch the pods at the moment.</summary>
    public int Watches => _watches.Count;

    /// <summary>Whether it refuses everything, as without a RoleBinding.</summary>
    public bool AnswersNobody { get; set; }

    /// <summary>The requests that it did not answer.</summary>
    public IReadOnlyCollection<string> Refused => _refused;

    /// <summary>Starts it.</summary>
    /// <param name="cluster">The value of the labels that each pod has and each request asks for.</param>
    public static async Task<FakeKubernetes> StartAsync(string cluster)
    {
        var kubernetes = new FakeKubernetes(cluster);
        await kubernetes._server.StartAsync();
        return kubernetes;
    }

    /// <summary>Writes the files of a service account, which let a pod ask.</summary>
    public void WriteServiceAccount(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "token"), Token);
        File.WriteAllText(Path.Combine(folder, "namespace"), Namespace);
        File.WriteAllText(Path.Combine(folder, "ca.crt"), _certificate.ExportCertificatePem());
    }

    public void Add(string pod)
    {
        _pods[pod] = $$$$"""
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "{{{{pod}}}}", "namespace": "{{{{Namespace}}}}",
             "labels": {"app": "image-factory", "orleans/serviceId": "{{{{_cluster}}}}", "orleans/clusterId": "{{{{_cluster}}}}"}}}
            """.ReplaceLineEndings(" ");
        Tell("ADDED", _pods[pod]);
    }

    public void Delete(string pod)
    {
        Assert.That(_pods.TryRemove(pod, out var deleted), pod);
        Tell("DELETED", deleted!);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _server.DisposeAsync();
        _end.Dispose();
        _certificate.Dispose();
    }

    void Tell(string type, string pod)
    {
        foreach (var watch in _watches.Keys)
        {
            watch.Writer.TryWrite(Event(type, pod));
        }
    }

    static string Event(string type, string pod) => $$"""{"type": "{{type}}", "object": {{pod}}}""";

    async Task AnswerAsync(HttpContext context)
    {
        const string Path = $"/api/v1/namespaces/{Namespace}/pods";
        var request = context.Request;
        var path = request.Path.Value!;
        var isPod = path.StartsWith(Path + "/", StringComparison.Ordinal);
        if (AnswersNobody || request.Headers.Authorization != $"Bearer {Token}" || request.Method != "GET" || !(isPod || path == Path)
            || (!isPod && request.Query["labelSelector"] != $"orleans/serviceId={_cluster},orleans/clusterId={_cluster}"))
        {
            _refused.Enqueue($"{request.Method} {path}{request.QueryString}");
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        context.Response.ContentType = "application/json";
        if (isPod)
        {
            context.Response.StatusCode = _pods.TryGetValue(path[(Path.Length + 1)..], out var pod) ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
            await context.Response.WriteAsync(pod ?? """{"kind": "Status", "code": 404}""");
        }
        else if (request.Query["watch"] == "true")
        {
            await WatchAsync(context);
        }
        else
        {
            await context.Response.WriteAsync($$"""{"apiVersion": "v1", "kind": "PodList", "metadata": {}, "items": [{{string.Join(",", _pods.Values)}}]}""");
        }
    }

    /// <summary>Tells of the pods that there are, and then of each change, until the client or the test ends.</summary>
    async Task WatchAsync(HttpContext context)
    {
        var events = Channel.CreateUnbounded<string>();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, context.RequestAborted);
        foreach (var pod in _pods.Values)
        {
            events.Writer.TryWrite(Event("ADDED", pod));
        }

        _watches[events] = true;
        try
        {
            await foreach (var line in events.Reader.ReadAllAsync(end.Token))
            {
                await context.Response.WriteAsync(line + "\n", end.Token);
                await context.Response.Body.FlushAsync(end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody watches any longer.
        }
        finally
        {
            _watches.TryRemove(events, out _);
        }
    }
}
