using System.Net;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Registry.Authorization;
using TalosBoot.Oci.Registry.Http;

namespace TalosBoot.Oci.Registry;

/// <summary>Finds out whether a registry speaks https or http, and what it wants to be shown (docs/formats/oci.md).</summary>
internal sealed class RegistryPing(RegistryEndpoint endpoint, RegistryTransport transport, RetryLoop retries, RegistryOptions options)
{
    static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(300);

    public async Task<RegistryConnection> FindAsync(bool allowsHttp, TokenClient tokens, CancellationToken cancellationToken)
    {
        using var answer = endpoint.Scheme is { } scheme ? await AskAsync(scheme, allowsHttp, cancellationToken).ConfigureAwait(false)
            : allowsHttp ? await RaceAsync(cancellationToken).ConfigureAwait(false)
            : await AskAsync(Uri.UriSchemeHttps, false, cancellationToken).ConfigureAwait(false);
        var challenge = answer.Status == HttpStatusCode.Unauthorized ? AuthenticationChallenge.Choose(answer.Headers("WWW-Authenticate")) : null;
        var root = new Uri($"{answer.Address.Scheme}://{endpoint.Host}");
        return new RegistryConnection(root, new RegistryAuthorization(root, endpoint.Host, challenge, tokens, options));
    }

    /// <summary>Asks by https; and by http as well when that fails or takes its time. The first answer counts.</summary>
    async Task<RegistryAnswer> RaceAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var secure = AskAsync(Uri.UriSchemeHttps, true, ended.Token);
        await Task.WhenAny(secure, Task.Delay(HeadStart, options.TimeProvider, cancellationToken)).ConfigureAwait(false);
        if (secure.IsCompletedSuccessfully)
        {
            return await secure.ConfigureAwait(false);
        }

        var plain = AskAsync(Uri.UriSchemeHttp, true, ended.Token);
        var first = await Task.WhenAny(secure, plain).ConfigureAwait(false);
        var second = first == secure ? plain : secure;
        try
        {
            return await first.ConfigureAwait(false);
        }
        catch (RegistryException exception)
        {
            try
            {
                return await second.ConfigureAwait(false);
            }
            catch (RegistryException other)
            {
                throw Join(exception, other);
            }
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            _ = DisposeLateAsync(first.IsCompletedSuccessfully ? second : Task.FromException<RegistryAnswer>(new OperationCanceledException()));
        }
    }

    /// <summary>The slower answer is nobody's.</summary>
    static async Task DisposeLateAsync(Task<RegistryAnswer> late)
    {
        await ((Task)late).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (late.IsCompletedSuccessfully)
        {
            (await late.ConfigureAwait(false)).Dispose();
        }
    }

    /// <summary>Why neither way leads to a registry. Whoever answered tells more than who did not.</summary>
    RegistryException Join(RegistryException first, RegistryException second)
    {
        var telling = first.Status is null ? second : first;
        return new RegistryException(
            telling.DiagnosticId, endpoint.Host, $"it answers as a registry neither by https nor by http: {first.Message}; {second.Message}", telling)
        {
            Status = telling.Status,
            Codes = telling.Codes,
        };
    }

    /// <summary>Asks in one way. An answer that is none of a registry is a failure.</summary>
    async Task<RegistryAnswer> AskAsync(string scheme, bool allowsHttp, CancellationToken cancellationToken)
    {
        var answer = await PingAsync(scheme, allowsHttp, cancellationToken).ConfigureAwait(false);
        if (answer.Status is HttpStatusCode.OK or HttpStatusCode.Unauthorized)
        {
            return answer;
        }

        using (answer)
        {
            throw await RegistryErrors.CreateAsync(answer, endpoint.Host, DiagnosticIds.RegistryRefused, cancellationToken).ConfigureAwait(false);
        }
    }

    Task<RegistryAnswer> PingAsync(string scheme, bool allowsHttp, CancellationToken cancellationToken) => retries.RunAsync(
        endpoint.Host, options.MaximumAttempts, token => FollowAsync(new Uri($"{scheme}://{endpoint.Host}{endpoint.PathPrefix}/"), allowsHttp, token),
        cancellationToken);

    async Task<RegistryAnswer> FollowAsync(Uri target, bool allowsHttp, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            var answer = await transport.SendAsync(new HttpRequestMessage(HttpMethod.Get, target), [], cancellationToken).ConfigureAwait(false);
            if (RedirectRules.Location(answer) is not { } location)
            {
                return answer;
            }

            answer.Dispose();
            RedirectRules.CheckCount(redirects, options.MaximumRedirects, target);
            target = RedirectRules.Follow(target, RedirectRules.Combine(target, location), allowsHttp);
        }
    }
}
