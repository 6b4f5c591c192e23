using System.Net;
using System.Net.Http.Headers;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Credentials;
using TalosBoot.Oci.Registry.Authorization;
using TalosBoot.Oci.Registry.Http;

namespace TalosBoot.Oci.Registry;

/// <summary>One registry or mirror: finds out how it is reached and what it wants to see, and follows where it leads.</summary>
internal sealed class RegistrySession(RegistryEndpoint endpoint, RegistryTransport transport, RegistryOptions options) : IDisposable
{
    readonly RetryLoop _retries = new(options);
    readonly CancellationTokenSource _end = new();
    readonly Lock _lock = new();
    Task<RegistryConnection>? _search;

    public RegistryEndpoint Endpoint => endpoint;

    public RetryLoop Retries => _retries;

    bool AllowsHttp => transport.Certificates.IsInsecure(endpoint.Host) || endpoint.Scheme == Uri.UriSchemeHttp
        || RegistryScheme.AllowsHttp(endpoint.Host);

    /// <summary>Finds the registry, unless it has been found already. Those who come while it is looked for hear of the same failure.</summary>
    public Task<RegistryConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_search is null or { IsFaulted: true } or { IsCanceled: true })
            {
                var ending = _end.Token;
                _search = Task.Run(() => FindAsync(ending), ending);
                _ = ObserveAsync(_search);
            }

            return _search.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Sends a request, again if it must be, and gives the last answer, whatever its status.</summary>
    public async Task<RegistryAnswer> SendAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        var attempts = request.CanRetry ? options.MaximumAttempts : 1;
        return await (request.Content is null
            ? _retries.RunAsync(endpoint.Host, attempts, token => ExchangeAsync(connection, request, token), cancellationToken)
            : _retries.RunUploadAsync(endpoint.Host, attempts, token => ExchangeAsync(connection, request, token), cancellationToken))
            .ConfigureAwait(false);
    }

    /// <summary>Where an upload goes on, as an answer tells it.</summary>
    public async Task<Uri> UploadAddressAsync(RegistryAnswer answer, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        var location = answer.Header("Location") ?? throw new RegistryException(
            DiagnosticIds.RegistryAnswerInvalid, answer.Description, "the answer does not tell where the upload goes on. Check the registry.");
        return RedirectRules.Follow(answer.Address, connection.Rewrite(RedirectRules.Combine(answer.Address, location)), AllowsHttp);
    }

    /// <summary>Fetches a layer from another place than the registry, showing nothing.</summary>
    public Task<RegistryAnswer> SendForeignAsync(string url, long offset, CancellationToken cancellationToken)
    {
        var origin = new Uri($"{Uri.UriSchemeHttps}://{endpoint.Host}");
        var request = new RegistryRequest(HttpMethod.Get, string.Empty, string.Empty) { Offset = offset };
        return _retries.RunAsync(endpoint.Host, options.MaximumAttempts, FollowAsync, cancellationToken);

        async Task<RegistryAnswer> FollowAsync(CancellationToken token)
        {
            var target = RedirectRules.Follow(origin, RedirectRules.Combine(origin, url), AllowsHttp);
            for (var redirects = 0; ; redirects++)
            {
                var answer = await transport.SendAsync(Message(request, target, RequestAuthorization.None), [], token).ConfigureAwait(false);
                if (RedirectRules.Location(answer) is not { } location)
                {
                    return answer;
                }

                answer.Dispose();
                RedirectRules.CheckCount(redirects, options.MaximumRedirects, target);
                target = RedirectRules.Follow(target, RedirectRules.Combine(target, location), AllowsHttp);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_end.IsCancellationRequested)
            {
                return;
            }

            _end.Cancel();
            _end.Dispose();
            if (_search is { IsCompletedSuccessfully: true })
            {
                _search.Result.Dispose();
            }
        }
    }

    Task<RegistryConnection> FindAsync(CancellationToken cancellationToken) => new RegistryPing(endpoint, transport, _retries, options)
        .FindAsync(AllowsHttp, new TokenClient(transport, _retries, options), cancellationToken);

    /// <summary>All who wanted to hear of a failure may have left.</summary>
    static async Task ObserveAsync(Task search) => await search.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    async Task<RegistryAnswer> ExchangeAsync(RegistryConnection connection, RegistryRequest request, CancellationToken cancellationToken)
    {
        var target = request.Address ?? connection.Address(endpoint, request);
        var home = await connection.Authorization.GetAsync(request, cancellationToken).ConfigureAwait(false);
        var abroad = RequestAuthorization.None;
        var (isRenewed, isAskedAbroad) = (false, false);
        for (var redirects = 0; ;)
        {
            var isHome = connection.IsHome(target);
            var shown = isHome ? home : abroad;
            var message = Message(request, target, shown);
            var answer = await transport.SendAsync(message, [.. home.Secrets, .. abroad.Secrets], cancellationToken).ConfigureAwait(false);
            ReportWarnings(answer);
            if (RedirectRules.Location(answer) is { } location)
            {
                answer.Dispose();
                RedirectRules.CheckCount(redirects++, options.MaximumRedirects, target);
                var next = RedirectRules.Follow(target, connection.Rewrite(RedirectRules.Combine(target, location)), AllowsHttp);
                abroad = RegistryScheme.IsSameOrigin(target, next) ? abroad : RequestAuthorization.None;
                target = next;
            }
            else if (answer.Status == HttpStatusCode.Unauthorized && isHome && !isRenewed)
            {
                isRenewed = true;
                var renewal = connection.Authorization.RenewAsync(request, answer.Headers("WWW-Authenticate"), home, cancellationToken);
                if (await OrDisposeAsync(answer, renewal).ConfigureAwait(false) is not { } renewed)
                {
                    return answer;
                }

                answer.Dispose();
                home = renewed;
            }
            else if (answer.Status == HttpStatusCode.Unauthorized && !isHome && !isAskedAbroad)
            {
                isAskedAbroad = true;
                abroad = await OrDisposeAsync(answer, AskAbroadAsync(answer, target, cancellationToken)).ConfigureAwait(false);
                answer.Dispose();
            }
            else
            {
                return answer;
            }
        }
    }

    /// <summary>Waits for what an answer asks for. When that fails the answer is nobody's, and would keep its connection.</summary>
    static async Task<T> OrDisposeAsync<T>(RegistryAnswer answer, Task<T> asked)
    {
        try
        {
            return await asked.ConfigureAwait(false);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    /// <summary>Another host wants a token of its own: it gets one for nobody, and what is known of the registry stays as it is (docs/formats/oci.md).</summary>
    async Task<RequestAuthorization> AskAbroadAsync(RegistryAnswer answer, Uri target, CancellationToken cancellationToken)
    {
        if (AuthenticationChallenge.Choose(answer.Headers("WWW-Authenticate")) is not { IsBearer: true } challenge)
        {
            return RequestAuthorization.None;
        }

        var request = new TokenRequest(challenge, challenge["scope"] is { } scope ? [scope] : [], RegistryCredential.Anonymous)
        {
            Registry = new Uri(target.GetLeftPart(UriPartial.Authority)),
        };
        return RequestAuthorization.Of(await new TokenClient(transport, _retries, options).FetchAsync(request, cancellationToken).ConfigureAwait(false));
    }

    static HttpRequestMessage Message(RegistryRequest request, Uri target, RequestAuthorization shown)
    {
        var message = new HttpRequestMessage(request.Method, target) { Content = request.Content?.Invoke() };
        if (request.Accept is not null)
        {
            message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        }

        if (request.Offset > 0)
        {
            message.Headers.Range = new RangeHeaderValue(request.Offset, null);
        }

        if (shown.Header is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", shown.Header);
        }

        return message;
    }

    /// <summary>Registries tell what will be gone soon in <c>Warning: 299 - "text"</c> (docs/formats/oci.md).</summary>
    void ReportWarnings(RegistryAnswer answer)
    {
        const string prefix = "299 - \"";
        foreach (var warning in answer.Headers("Warning").Where(warning => warning.StartsWith(prefix, StringComparison.Ordinal)))
        {
            Log.RegistryWarning(options.Logger, endpoint.Host, RegistryErrors.Clean(warning[prefix.Length..].TrimEnd('"'), answer.Secrets));
        }
    }
}
