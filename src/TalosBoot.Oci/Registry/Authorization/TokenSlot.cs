namespace TalosBoot.Oci.Registry.Authorization;

/// <summary>The token of one set of scopes. One request fetches it while the others wait.</summary>
internal sealed class TokenSlot(IReadOnlyList<string> scopes) : IDisposable
{
    readonly SemaphoreSlim _gate = new(1, 1);
    BearerToken? _token;

    public IReadOnlyList<string> Scopes { get; private set; } = scopes;

    /// <summary>A refresh token that the token server gave; it counts from then on.</summary>
    public string? IdentityToken => _token?.IdentityToken;

    public async Task<RequestAuthorization> GetAsync(
        Func<TokenSlot, Task<BearerToken>> fetch, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_token is null || timeProvider.GetTimestamp() >= _token.RenewAt)
            {
                Take(await fetch(this).ConfigureAwait(false));
            }

            return RequestAuthorization.Of(_token!);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Another token than the one that was refused; somebody else may have fetched it meanwhile.</summary>
    public async Task<RequestAuthorization> RenewAsync(
        RequestAuthorization refused, Func<TokenSlot, Task<BearerToken>> fetch, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_token is null || RequestAuthorization.Of(_token).Header == refused.Header)
            {
                Take(await fetch(this).ConfigureAwait(false));
            }

            return RequestAuthorization.Of(_token!);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Forgets the refresh token, which the token server takes no more. Only for what fetches a token, while it does.</summary>
    public void ForgetIdentityToken() => _token = _token! with { IdentityToken = null };

    /// <summary>Puts what a registry asked for in front of what is asked for already.</summary>
    public void AddScopes(IEnumerable<string> told)
    {
        lock (_gate)
        {
            Scopes = [.. told.Where(scope => !Scopes.Contains(scope)).Distinct(), .. Scopes];
        }
    }

    public void Dispose() => _gate.Dispose();

    void Take(BearerToken token) => _token = token with { IdentityToken = token.IdentityToken ?? _token?.IdentityToken };
}
