using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TalosBoot.Boot.Authenticode;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Assets;

/// <summary>A folder with keys, and assets that are signed with them.</summary>
sealed class SecureBootKeys : IDisposable
{
    public static readonly DateTimeOffset Today = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public SecureBootKeys()
    {
        CreateKey("uki", "Demo");
        CreateKey("pcr", "Unused");
        Options = new BootAssetSecureBoot { KeyPath = Folder["uki.key"], CertificatePath = Folder["uki.crt"], PcrKeyPath = Folder["pcr.key"] };
    }

    public TemporaryFolder Folder { get; } = new();

    public BootAssetSecureBoot Options { get; }

    /// <summary>An engine over the demo release, for which it is always the same day.</summary>
    public static TalosBootEngine CreateEngine(Action<TalosBootOptions>? configure = null) => DemoEngine.Create(options =>
    {
        options.TimeProvider = new FixedTime(Today);
        configure?.Invoke(options);
    });

    public static BootAssetBuilder Describe(TalosBootEngine engine) => engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64);

    public static BootAssetBuilder Uki(TalosBootEngine engine) => Describe(engine).AsUki();

    public static BootAssetBuilder Iso(TalosBootEngine engine) => Describe(engine).AsIso();

    /// <summary>
    /// Makes a key and its certificate. It has no extended key usages: sbverify refuses certificates with those of talosctl's, which firmware accepts.
    /// </summary>
    public void CreateKey(string name, string organization)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"O={organization}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(Today.AddYears(-1), Today.AddYears(9));
        File.WriteAllText(Folder[$"{name}.key"], key.ExportRSAPrivateKeyPem());
        File.WriteAllText(Folder[$"{name}.crt"], certificate.ExportCertificatePem());
        File.WriteAllBytes(Folder[$"{name}.der"], certificate.RawData);
    }

    public AuthenticodeStatus[] Judge(BlobSource program) =>
    [
        .. AuthenticodeVerifier.Verify(program, [File.ReadAllBytes(Folder["uki.der"])]).Select(signature => signature.Status),
    ];

    /// <summary>Writes an ISO, and lets xorriso unpack it.</summary>
    /// <returns>The folder with its tree.</returns>
    public async Task<string> ExtractAsync(BootAsset asset, string name)
    {
        await asset.WriteToFileAsync(Folder[name + ".iso"]);
        ForeignTool.Run("xorriso", "-osirrox", "on", "-indev", Folder[name + ".iso"], "-extract", "/", Folder[name]);
        ForeignTool.Run("chmod", "-R", "u+w", Folder[name]);
        return Folder[name];
    }

    public void Dispose() => Folder.Dispose();
}
