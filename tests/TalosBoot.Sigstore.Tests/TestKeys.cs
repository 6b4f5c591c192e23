using System.Security.Cryptography;

namespace TalosBoot.Sigstore.Tests;

/// <summary>Private keys of each kind. Those of ECDSA and RSA are new in each run.</summary>
static class TestKeys
{
    /// <summary>The seed of RFC 8032, 7.1, test 1.</summary>
    const string Ed25519Pem = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
        -----END PRIVATE KEY-----
        """;

    static readonly Dictionary<string, string> Pems = new()
    {
        ["P-256"] = NewEcdsa(ECCurve.NamedCurves.nistP256),
        ["P-384"] = NewEcdsa(ECCurve.NamedCurves.nistP384),
        ["P-521"] = NewEcdsa(ECCurve.NamedCurves.nistP521),
        ["RSA"] = NewRsa(),
        ["Ed25519"] = Ed25519Pem,
    };

    public static string[] Kinds => [.. Pems.Keys];

    public static string[] KindsForFiles => [.. Kinds.Except(["Ed25519"])];

    public static SigningKey Open(string kind) => SigningKey.ParsePem(Pems[kind]);

    public static string Pem(string kind) => Pems[kind];

    public static SigningKey NewP256() => SigningKey.ParsePem(NewEcdsa(ECCurve.NamedCurves.nistP256));

    static string NewEcdsa(ECCurve curve)
    {
        using var key = ECDsa.Create(curve);
        return key.ExportPkcs8PrivateKeyPem();
    }

    static string NewRsa()
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
