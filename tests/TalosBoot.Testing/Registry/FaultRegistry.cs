using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace TalosBoot.Testing.Registry;

/// <summary>
/// A registry on loopback that serves what it was given, and fails as it was told: each script is used up once, then the next one of that request
/// counts, and at last the content. One request a connection.
/// </summary>
public sealed class FaultRegistry : IAsyncDisposable
{
    /// <summary>How much a paced answer sends at a time.</summary>
    public const int PieceLength = 32 * 1024;

    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _ended = new();
    readonly X509Certificate2? _certificate;
    readonly ConcurrentDictionary<string, (string MediaType, byte[] Content)> _content = [];
    readonly List<(string Method, string Path, Func<FaultRequest, FaultAnswer?> Answer)> _scripts = [];
    readonly Task _accepting;

    public FaultRegistry(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Host => $"127.0.0.1:{Port}";

    /// <summary>The thumbprints of the certificates that clients showed.</summary>
    public ConcurrentBag<string> ClientCertificates { get; } = [];

    /// <summary>All requests that came, in their order.</summary>
    public ConcurrentQueue<FaultRequest> Requests { get; } = [];

    public IEnumerable<FaultRequest> RequestsOf(string method, string path) =>
        Requests.Where(request => request.Method == method && request.Path.StartsWith(path, StringComparison.Ordinal));

    /// <summary>Answers requests of a method whose target begins with a path; where the function gives null, what was scripted before counts.</summary>
    public FaultRegistry Always(string method, string path, Func<FaultRequest, FaultAnswer?> answer)
    {
        lock (_scripts)
        {
            _scripts.Insert(0, (method, path, answer));
        }

        return this;
    }

    /// <summary>Answers with these, one after the other, and then as before.</summary>
    public FaultRegistry Once(string method, string path, params FaultAnswer[] answers)
    {
        var queue = new ConcurrentQueue<FaultAnswer>(answers);
        return Always(method, path, _ => queue.TryDequeue(out var answer) ? answer : null);
    }

    public string AddBlob(string repository, byte[] content)
    {
        var digest = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";
        _content[$"/v2/{repository}/blobs/{digest}"] = ("application/octet-stream", content);
        return digest;
    }

    /// <summary>Adds a manifest under a tag and its digest.</summary>
    public string AddManifest(string repository, string tag, string mediaType, byte[] content)
    {
        var digest = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";
        _content[$"/v2/{repository}/manifests/{tag}"] = (mediaType, content);
        _content[$"/v2/{repository}/manifests/{digest}"] = (mediaType, content);
        return digest;
    }

    public byte[]? ContentOf(string path) => _content.TryGetValue(path, out var entry) ? entry.Content : null;

    /// <summary>The answer of a registry that does nothing wrong, for scripts that change something about it.</summary>
    public FaultAnswer Content(FaultRequest request)
    {
        if (request.Path == "/v2/")
        {
            return FaultAnswer.Text(200, "{}");
        }

        if (request.Method is not ("GET" or "HEAD") || !_content.TryGetValue(request.Path, out var entry))
        {
            return FaultAnswer.Text(404, """{"errors":[{"code":"NAME_UNKNOWN","message":"not here"}]}""");
        }

        var answer = new FaultAnswer(200) { Body = entry.Content }.With("Content-Type", entry.MediaType)
            .With("Docker-Content-Digest", $"sha256:{Convert.ToHexStringLower(SHA256.HashData(entry.Content))}");
        if (request["Range"] is not { } range)
        {
            return answer;
        }

        var start = int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
        return (answer with { Status = 206, Body = entry.Content[start..] })
            .With("Content-Range", $"bytes {start}-{entry.Content.Length - 1}/{entry.Content.Length}");
    }

    /// <summary>Ends the registry, unless that has been done.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ended.IsCancellationRequested)
        {
            return;
        }

        await _ended.CancelAsync();
        await _accepting;
        _listener.Stop();
        _ended.Dispose();
    }

    async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_ended.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                Stream stream = client.GetStream();
                if (_certificate is not null)
                {
                    var secure = new SslStream(stream);
                    stream = secure;
                    await secure.AuthenticateAsServerAsync(
                        new SslServerAuthenticationOptions
                        {
                            ServerCertificate = _certificate,
                            ClientCertificateRequired = true,
                            RemoteCertificateValidationCallback = (_, shown, _, _) => NoteClient(shown),
                        },
                        _ended.Token);
                }

                await using (stream)
                {
                    if (await ReadAsync(stream) is { } request)
                    {
                        Requests.Enqueue(request);
                        await WriteAsync(client, stream, request, Answer(request));
                    }
                }
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    FaultAnswer Answer(FaultRequest request)
    {
        (string Method, string Path, Func<FaultRequest, FaultAnswer?> Answer)[] scripts;
        lock (_scripts)
        {
            scripts = [.. _scripts];
        }

        return scripts.Where(script => script.Method == request.Method && request.Target.StartsWith(script.Path, StringComparison.Ordinal))
            .Select(script => script.Answer(request)).FirstOrDefault(answer => answer is not null) ?? Content(request);
    }

    bool NoteClient(X509Certificate? shown)
    {
        if (shown is X509Certificate2 certificate)
        {
            ClientCertificates.Add(certificate.Thumbprint);
        }

        return true;
    }

    async Task<FaultRequest?> ReadAsync(Stream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 64 * 1024 && !(head.Count >= 4 && head[^1] == '\n' && head[^2] == '\r' && head[^3] == '\n'))
        {
            if (await stream.ReadAsync(one, _ended.Token) == 0 || (head.Count == 0 && !char.IsAsciiLetterUpper((char)one[0])))
            {
                return null;
            }

            head.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var first = lines[0].Split(' ');
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).GroupBy(parts => parts[0], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => string.Join(',', group.Select(parts => parts[^1])), StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, _ended.Token);
        return new FaultRequest(first[0], first[1], headers, body);
    }

    async Task WriteAsync(TcpClient client, Stream stream, FaultRequest request, FaultAnswer answer)
    {
        await Task.Delay(answer.Delay, _ended.Token);
        if (answer.StallAfter < 0)
        {
            await Task.Delay(Timeout.Infinite, _ended.Token);
        }

        var head = new StringBuilder($"HTTP/1.1 {answer.Status} Scripted\r\nConnection: close\r\n");
        foreach (var (name, value) in answer.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        if (!answer.WithoutLength && answer.Status != 204)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {answer.ClaimedLength ?? answer.Body.Length}\r\n");
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()), _ended.Token);
        if (request.Method != "HEAD")
        {
            var end = Math.Min(answer.CutAfter ?? int.MaxValue, Math.Min(answer.StallAfter ?? int.MaxValue, answer.Body.Length));
            await WriteBodyAsync(stream, answer.Body.AsMemory(0, end), answer);
            await stream.FlushAsync(_ended.Token);
        }

        if (answer.StallAfter is not null)
        {
            await Task.Delay(Timeout.Infinite, _ended.Token);
        }

        if (answer.CutAfter is null)
        {
            client.Client.Shutdown(SocketShutdown.Send);
        }
    }

    async Task WriteBodyAsync(Stream stream, ReadOnlyMemory<byte> body, FaultAnswer answer)
    {
        while (answer.Pace is { } wait && body.Length > answer.PieceLength)
        {
            await stream.WriteAsync(body[..answer.PieceLength], _ended.Token);
            await Task.Delay(wait, _ended.Token);
            body = body[answer.PieceLength..];
        }

        await stream.WriteAsync(body, _ended.Token);
    }
}
