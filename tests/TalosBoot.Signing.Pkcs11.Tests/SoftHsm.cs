using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace TalosBoot.Signing.Pkcs11.Tests;

/// <summary>Tokens of SoftHSM, filled by foreign programs once for all tests: the library reads its slots only at its start.</summary>
internal sealed partial class SoftHsm : IDisposable
{
    public const string Module = "/usr/lib/softhsm/libsofthsm2.so";
    public const string Pin = "PIN 47;11";
    public const string Token = "Talos keys";
    public const string OtherToken = "other";
    static readonly Lazy<SoftHsm> Lazy = new(() => new SoftHsm());
    readonly TemporaryFolder _folder = new();

    SoftHsm()
    {
        Directory.CreateDirectory(_folder["tokens"]);
        var configuration = _folder.WriteFile("softhsm2.conf", Encoding.UTF8.GetBytes($"directories.tokendir = {_folder["tokens"]}\nlog.level = ERROR\n"));

        // For the programs, and for the library in this process, which .NET does not tell.
        Environment.SetEnvironmentVariable("SOFTHSM2_CONF", configuration);
        Assert.That(SetEnvironment("SOFTHSM2_CONF", configuration, 1), Is.Zero);
        InitializeToken(Token);
        InitializeToken(OtherToken);
        UkiKeyPem = Import("uki", "a1", 2048, out var uki);
        UkiCertificate = WriteCertificate("uki", "a1", uki);
        PcrKeyPem = Import("pcr", "a2", 2048, out _);
        Import("twin", "a3", 2048, out _);
        Import("twin", "a4", 2048, out _);
        Import("odd", "a5", 2048, out _);
        WriteCertificate("odd", "a5", uki);
        Import("small", "a6", 1024, out _);
        PkcsTool("--login", "--pin", Pin, "--keypairgen", "--key-type", "rsa:2048", "--label", "careful", "--id", "a7", "--always-auth");
    }

    public string UkiKeyPem { get; }

    public byte[] UkiCertificate { get; }

    public string PcrKeyPem { get; }

    /// <summary>The tokens; skips the test where SoftHSM is not installed.</summary>
    public static SoftHsm Require()
    {
        ForeignTool.Require("softhsm2-util");
        ForeignTool.Require("pkcs11-tool");
        ForeignTool.Require(Module);
        return Lazy.Value;
    }

    public static void DisposeIfUsed()
    {
        if (Lazy.IsValueCreated)
        {
            Lazy.Value.Dispose();
        }
    }

    public static Pkcs11Uri Uri(string path, string query = "pin-value=PIN%2047%3B11") =>
        Pkcs11Uri.Parse($"pkcs11:{path}?module-path={Module}&{query}");

    /// <summary>What happens when a token is unplugged: all sessions of this process end.</summary>
    public static void CloseAllSessions(string token)
    {
        var slot = Native.CkModule.Load(Module).ListTokens().Single(candidate => candidate.Label == token).Slot;
        Assert.That(CloseAllSessions(new CULong((nuint)slot)).Value, Is.EqualTo((nuint)0));
    }

    public void Dispose() => _folder.Dispose();

    static void InitializeToken(string label) => ForeignTool.Run(
        "softhsm2-util", "--init-token", "--free", "--label", label, "--pin", Pin, "--so-pin", "so-secret");

    static void PkcsTool(params string[] arguments) =>
        ForeignTool.Run("pkcs11-tool", ["--module", Module, "--token-label", Token, .. arguments]);

    string Import(string label, string id, int keySize, out RSA key)
    {
        key = RSA.Create(keySize);
        File.WriteAllText(_folder["key.pem"], key.ExportPkcs8PrivateKeyPem());
        ForeignTool.Run(
            "softhsm2-util", "--import", _folder["key.pem"], "--token", Token, "--pin", Pin, "--label", label, "--id", id);
        return key.ExportRSAPrivateKeyPem();
    }

    byte[] WriteCertificate(string label, string id, RSA key)
    {
        var request = new CertificateRequest($"O={label} of a token", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero));
        PkcsTool(
            "--login", "--pin", Pin, "--write-object", _folder.WriteFile("cert.der", certificate.RawData), "--type", "cert", "--label", label,
            "--id", id);
        return certificate.RawData;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport(Module, EntryPoint = "C_CloseAllSessions")]
    private static partial CULong CloseAllSessions(CULong slot);
}
