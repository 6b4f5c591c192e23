using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Registry.Push;

namespace TalosBoot.Oci.Registry.Http;

/// <summary>Carries one request at a time: no redirects, no credentials of its own, no decompression, and every wait has an end (docs/formats/oci.md).</summary>
internal sealed class RegistryTransport : IDisposable
{
    readonly RegistryOptions _options;
    readonly HttpClient _client;
    readonly ConcurrentDictionary<string, HttpClient> _clientsOfHosts = new(StringComparer.OrdinalIgnoreCase);

    public RegistryTransport(RegistryOptions options)
    {
        _options = options;
        Certificates = new CertificateRules(options);
        _client = CreateClient(options.HandlerFactory?.Invoke() ?? CreateHandler(options, Certificates));
    }

    public CertificateRules Certificates { get; }

    /// <summary>Sends a request.</summary>
    /// <param name="message">The request, which is disposed with the answer.</param>
    /// <param name="secrets">What the request shows.</param>
    /// <param name="cancellationToken">Stops waiting for the head of the answer.</param>
    /// <exception cref="RegistryException">
    /// There is no answer (TB2010), none in time (TB2017), or a certificate for the host cannot be understood (TB2020).
    /// </exception>
    /// <exception cref="FileAccessException">A certificate for the host cannot be read (TB6003).</exception>
    public async Task<RegistryAnswer> SendAsync(HttpRequestMessage message, IReadOnlyCollection<string> secrets, CancellationToken cancellationToken)
    {
        var address = message.RequestUri!;
        var client = ClientFor(address);
        var description = $"{message.Method} {UrlRedaction.Redact(address)}";
        message.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        using var activity = TalosBootTelemetry.Source.StartActivity("talosboot.registry.request");
        activity?.SetTag("talosboot.registry.url", UrlRedaction.Redact(address));
        activity?.SetTag("http.request.method", message.Method.Method);
        using var late = new CancellationTokenSource(_options.AnswerTimeout, _options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        if (message.Content is UploadContent upload)
        {
            upload.Progressed = () => late.CancelAfter(_options.AnswerTimeout);
        }

        try
        {
            var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, linked.Token).ConfigureAwait(false);
            activity?.SetTag("http.response.status_code", (int)response.StatusCode);
            Log.Answered(_options.Logger, description, (int)response.StatusCode);
            return new RegistryAnswer(response, address, _options, secrets);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            throw new RegistryException(
                DiagnosticIds.RegistryUnreachable, description,
                $"there is no answer: {Reason(exception)} Check the name, the network and the proxy.", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            throw Stalled(description, "no answer came", _options.AnswerTimeout, exception);
        }
    }

    public static RegistryException Stalled(string description, string what, TimeSpan timeout, Exception cause) => new(
        DiagnosticIds.RegistryStalled, description,
        string.Create(CultureInfo.InvariantCulture, $"{what} for {timeout.TotalSeconds} s. Try again, or allow more time in the options."), cause);

    public void Dispose()
    {
        _client.Dispose();
        foreach (var client in _clientsOfHosts.Values)
        {
            client.Dispose();
        }
    }

    /// <summary>The client with the certificates that there are for a host alone, or that of all others.</summary>
    HttpClient ClientFor(Uri address)
    {
        if (_options is not { CertificateFolder: { } folder, HandlerFactory: null })
        {
            return _client;
        }

        if (_clientsOfHosts.TryGetValue(address.Authority, out var known))
        {
            return known;
        }

        // Hosts without certificates of their own are not remembered: a registry may lead to any number of them.
        if (HostCertificates.TryAdd(_options, folder, address.Authority) is not { } own)
        {
            return _client;
        }

        var made = CreateClient(CreateHandler(own, new CertificateRules(own)));
        var kept = _clientsOfHosts.GetOrAdd(address.Authority, made);
        if (kept != made)
        {
            made.Dispose();
        }

        return kept;
    }

    static HttpClient CreateClient(HttpMessageHandler handler) => new(handler)
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
    };

    static string Reason(Exception exception)
    {
        var reason = (exception.InnerException ?? exception).Message;
        return reason.EndsWith('.') ? reason : reason + ".";
    }

    static SocketsHttpHandler CreateHandler(RegistryOptions options, CertificateRules certificates)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
            MaxConnectionsPerServer = 50,
            MaxResponseHeadersLength = 64,
            Credentials = null,
        };
        if (options.Proxy is not null)
        {
            handler.Proxy = options.Proxy;
        }

        handler.SslOptions.RemoteCertificateValidationCallback = certificates.Accepts;
        handler.SslOptions.ClientCertificates = options.ClientCertificates;
        return handler;
    }
}
