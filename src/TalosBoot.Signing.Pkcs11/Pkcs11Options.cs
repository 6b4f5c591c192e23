namespace TalosBoot.Signing.Pkcs11;

/// <summary>What a URI leaves open.</summary>
public sealed record Pkcs11Options
{
    /// <summary>
    /// The library of the token's maker, such as <c>/usr/lib/softhsm/libsofthsm2.so</c> or <c>p11-kit-proxy.so</c>. It runs in this process.
    /// Counts before the URI's <c>module-path</c>; null (the default) takes that one.
    /// </summary>
    public string? ModulePath { get; init; }

    /// <summary>
    /// Gives the user's PIN when the URI has none; the argument is the label of the token. Null (the default) for tokens that need none, or
    /// have a key pad. It is called from the thread that talks to the token.
    /// </summary>
    public Func<string, string?>? PinProvider { get; init; }
}
