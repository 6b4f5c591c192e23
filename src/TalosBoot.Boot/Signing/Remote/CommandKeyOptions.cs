namespace TalosBoot.Boot.Signing.Remote;

/// <summary>A program that signs, and the key that it signs with.</summary>
public sealed record CommandKeyOptions
{
    /// <summary>The program: a path, or a name that is looked for on the path. It is started directly, without a shell.</summary>
    public required string Program { get; init; }

    /// <summary>
    /// Its arguments. In each, <c>{hash}</c> becomes <c>sha256</c>, <c>sha384</c> or <c>sha512</c>, and <c>{name}</c> the name of what is
    /// signed. Default none. They are visible to other users of the machine: no secrets.
    /// </summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The certificate of the key, PEM or DER. For Secure Boot only; default none.</summary>
    public ReadOnlyMemory<byte> Certificate { get; init; }

    /// <summary>The public key, PEM or DER SubjectPublicKeyInfo. Default that of the certificate.</summary>
    public ReadOnlyMemory<byte> PublicKey { get; init; }
}
