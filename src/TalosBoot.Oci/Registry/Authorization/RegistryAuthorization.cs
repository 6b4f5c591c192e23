using System.Collections.Concurrent;
using System.Net;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Credentials;
using TalosBoot.Oci.Registry.Http;

namespace TalosBoot.Oci.Registry.Authorization;

/// <summary>What one registry is shown: user and password, or tokens, which are shared by all requests of the same scopes (docs/formats/oci.md).</summary>
internal sealed class RegistryAuthorization(
    Uri registry, string host, AuthenticationChallenge? challenge, TokenClient tokens, RegistryOptions options) : IDisposable
{
    // A service may see a repository for each of its users: beyond this, all of what was remembered is asked for again.
    const int MaximumRemembered = 4096;

    readonly ConcurrentDictionary<string, Lazy<Task<RegistryCredential>>> _credentials = [];
    readonly ConcurrentDictionary<string, TokenSlot> _slots = [];
    volatile AuthenticationChallenge? _challenge = challenge;

    /// <summary>The value of the header for a request, or null for none.</summary>
    public async Task<RequestAuthorization> GetAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        var credential = await FindCredentialAsync(request.Repository, cancellationToken).ConfigureAwait(false);
        if (credential.RegistryToken is { Length: > 0 } token)
        {
            return token.AsSpan().ContainsAnyExceptInRange('!', '~')
                ? throw new RegistryException(DiagnosticIds.RegistryAuthenticationFailed, host, "its registry token has characters that no header may have.")
                : RequestAuthorization.Of($"Bearer {token}", credential);
        }

        return _challenge is { IsBearer: true } bearer
            ? await Slot(request).GetAsync(slot => FetchAsync(bearer, slot, credential, cancellationToken), options.TimeProvider, cancellationToken)
                .ConfigureAwait(false)
            : RequestAuthorization.Of(credential.BasicHeader, credential);
    }

    /// <summary>Another try after a 401; null when there is nothing else to show.</summary>
    public async Task<RequestAuthorization?> RenewAsync(
        RegistryRequest request, IEnumerable<string> headers, RequestAuthorization refused, CancellationToken cancellationToken)
    {
        var all = headers.Select(AuthenticationChallenge.Parse).OfType<AuthenticationChallenge>().Where(entry => entry.IsBearer).ToArray();

        // Credentials of some helpers hold for hours only; what was refused may have been renewed meanwhile.
        _credentials.TryRemove(request.Repository, out _);
        var credential = await FindCredentialAsync(request.Repository, cancellationToken).ConfigureAwait(false);
        if (!string.IsNullOrEmpty(credential.RegistryToken) || (_challenge is not { IsBearer: true } && all.Length == 0))
        {
            var again = await GetAsync(request, cancellationToken).ConfigureAwait(false);
            return again.Header is null || again.Header == refused.Header ? null : again;
        }

        // A registry that lets everybody ping tells only now that it wants tokens.
        _challenge = _challenge is { IsBearer: true } known ? known : all[0];
        var bearer = _challenge;
        var slot = Slot(request);
        slot.AddScopes(all.Select(entry => entry["scope"]).OfType<string>());
        return await slot.RenewAsync(refused, entry => FetchAsync(bearer, entry, credential, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        foreach (var slot in _slots.Values)
        {
            slot.Dispose();
        }
    }

    TokenSlot Slot(RegistryRequest request) => Remember(_slots, string.Join(' ', request.Scopes), _ => new TokenSlot(request.Scopes));

    static T Remember<T>(ConcurrentDictionary<string, T> remembered, string key, Func<string, T> make)
    {
        if (remembered.TryGetValue(key, out var known))
        {
            return known;
        }

        // A concurrent dictionary takes all its locks to count.
        if (remembered.Count >= MaximumRemembered)
        {
            remembered.Clear();
        }

        return remembered.GetOrAdd(key, make);
    }

    async Task<BearerToken> FetchAsync(AuthenticationChallenge bearer, TokenSlot slot, RegistryCredential credential, CancellationToken cancellationToken)
    {
        var request = new TokenRequest(bearer, slot.Scopes, credential) { Registry = registry };
        if (slot.IdentityToken is { } identity)
        {
            try
            {
                return await tokens.FetchAsync(
                    request with { Credential = new RegistryCredential { IdentityToken = identity } }, cancellationToken).ConfigureAwait(false);
            }
            catch (RegistryException exception) when (exception.Status is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized)
            {
                // It has expired or was withdrawn (RFC 6749, 5.2: invalid_grant); the credential that it was given for may still do.
                slot.ForgetIdentityToken();
            }
        }

        return await tokens.FetchAsync(request, cancellationToken).ConfigureAwait(false);
    }

    async Task<RegistryCredential> FindCredentialAsync(string repository, CancellationToken cancellationToken)
    {
        if (options.Credentials is not { } provider)
        {
            return RegistryCredential.Anonymous;
        }

        // Whoever comes second waits for the first, who must not take the answer along when cancelled.
        var search = Remember(
            _credentials, repository, name => new Lazy<Task<RegistryCredential>>(async () =>
                await provider.FindAsync(host, name, CancellationToken.None).ConfigureAwait(false) ?? RegistryCredential.Anonymous));
        try
        {
            return await search.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (search.Value is { IsFaulted: true } or { IsCanceled: true })
        {
            // A file can be corrected, a helper repaired, and a service may answer the next time.
            _credentials.TryRemove(new(repository, search));
            throw;
        }
    }
}
