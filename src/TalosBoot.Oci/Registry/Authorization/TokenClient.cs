using System.Net;
using System.Text.Json;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Documents;
using TalosBoot.Oci.Registry.Http;

namespace TalosBoot.Oci.Registry.Authorization;

/// <summary>Fetches tokens from the token servers that registries name (docs/formats/oci.md).</summary>
internal sealed class TokenClient(RegistryTransport transport, RetryLoop retries, RegistryOptions options)
{
    const int DefaultLifetimeInSeconds = 60;
    const string ClientId = "talosboot";

    public async Task<BearerToken> FetchAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        var realm = TokenServerRules.Check(request.Challenge["realm"], request.Registry);
        if (!string.IsNullOrEmpty(request.Credential.IdentityToken))
        {
            using var posted = await SendAsync(request, realm, isPost: true, cancellationToken).ConfigureAwait(false);
            if (posted.Status != HttpStatusCode.NotFound)
            {
                return await ReadAsync(request, posted, cancellationToken).ConfigureAwait(false);
            }
        }

        using var answer = await SendAsync(request, realm, isPost: false, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(request, answer, cancellationToken).ConfigureAwait(false);
    }

    Task<RegistryAnswer> SendAsync(TokenRequest request, Uri realm, bool isPost, CancellationToken cancellationToken) => retries.RunAsync(
        realm.Authority, options.MaximumAttempts, token => FollowAsync(request, realm, isPost, token), cancellationToken);

    async Task<RegistryAnswer> FollowAsync(TokenRequest request, Uri realm, bool isPost, CancellationToken cancellationToken)
    {
        var target = isPost ? realm : WithQuery(realm, request);
        for (var redirects = 0; ; redirects++)
        {
            var message = new HttpRequestMessage(isPost ? HttpMethod.Post : HttpMethod.Get, target);
            message.Content = isPost ? new FormUrlEncodedContent(Form(request)) : null;
            if (!isPost && RegistryScheme.IsSameOrigin(target, realm) && request.Credential.BasicHeader is { } header)
            {
                message.Headers.TryAddWithoutValidation("Authorization", header);
            }

            var answer = await transport.SendAsync(message, [.. request.Credential.Secrets], cancellationToken).ConfigureAwait(false);
            if (RedirectRules.Location(answer) is not { } location)
            {
                return answer;
            }

            answer.Dispose();
            RedirectRules.CheckCount(redirects, options.MaximumRedirects, target);
            target = TokenServerRules.Check(RedirectRules.Combine(target, location), request.Registry);
            if (isPost && !RegistryScheme.IsSameOrigin(target, realm))
            {
                throw new RegistryException(
                    DiagnosticIds.TokenServerRefused, realm.Authority,
                    $"it sends identity tokens on to {UrlRedaction.Redact(target)}, which was not asked for one. Check the registry.");
            }
        }
    }

    static Uri WithQuery(Uri realm, TokenRequest request)
    {
        var parts = realm.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Concat(request.Scopes.Select(scope => $"scope={Uri.EscapeDataString(scope)}"))
            .Append($"service={Uri.EscapeDataString(request.Challenge["service"] ?? string.Empty)}")
            .OrderBy(part => part.Split('=')[0], StringComparer.Ordinal);
        return new UriBuilder(realm) { Query = string.Join('&', parts), Fragment = string.Empty }.Uri;
    }

    static List<KeyValuePair<string, string>> Form(TokenRequest request)
    {
        var form = new List<KeyValuePair<string, string>>
        {
            new("client_id", ClientId),
            new("grant_type", "refresh_token"),
            new("refresh_token", request.Credential.IdentityToken!),
            new("scope", string.Join(' ', request.Scopes)),
        };
        if (request.Challenge["service"] is { Length: > 0 } service)
        {
            form.Add(new("service", service));
        }

        return form;
    }

    async Task<BearerToken> ReadAsync(TokenRequest request, RegistryAnswer answer, CancellationToken cancellationToken)
    {
        if (answer.Status != HttpStatusCode.OK)
        {
            throw await RegistryErrors.CreateAsync(answer, request.Registry.Authority, DiagnosticIds.RegistryRefused, cancellationToken).ConfigureAwait(false);
        }

        var body = await answer.ReadBodyAsync(options.MaximumTokenLength, cancellationToken).ConfigureAwait(false);
        try
        {
            using var document = StrictJson.Parse(body, new JsonDocumentOptions { MaxDepth = 8 });
            var root = document.RootElement;
            var value = Text(root, "access_token") ?? Text(root, "token") ?? throw Invalid(answer, "no token is in it");
            return value.AsSpan().ContainsAnyExceptInRange('!', '~')
                ? throw Invalid(answer, "its token has characters that no header may have")
                : new BearerToken(value, RenewAt(root)) { IdentityToken = Text(root, "refresh_token") };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The parser quotes what it does not understand, which may be half of a token.
            throw Invalid(answer, "it is no JSON object");
        }
    }

    /// <summary>A tenth of its life before its end, for the way to the registry.</summary>
    long RenewAt(JsonElement root)
    {
        var told = root.TryGetProperty("expires_in", out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out var seconds) && seconds > 0 ? seconds : DefaultLifetimeInSeconds;
        return options.TimeProvider.GetTimestamp() + (long)(told * 0.9 * options.TimeProvider.TimestampFrequency);
    }

    static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    static RegistryException Invalid(RegistryAnswer answer, string what) => new(
        DiagnosticIds.RegistryAnswerInvalid, answer.Address.Authority, $"the answer of the token server cannot be used: {what}. Check the registry.");
}
