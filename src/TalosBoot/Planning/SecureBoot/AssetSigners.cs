using TalosBoot.Boot.Signing;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Profiles;

namespace TalosBoot.Planning.SecureBoot;

/// <summary>The signers of one asset: those that the caller gave, else those that its profile names (docs/formats/profile.md). Disposes the latter.</summary>
internal sealed class AssetSigners : IAsyncDisposable
{
    readonly List<object> _owned = [];

    AssetSigners()
    {
    }

    public ISecureBootSigner SecureBoot { get; private set; } = null!;

    public IPcrSigner Pcr { get; private set; } = null!;

    public static async Task<AssetSigners> CreateAsync(ProfileSecureBoot profile, BootAssetSecureBoot? given, TalosBootOptions options)
    {
        var signers = new AssetSigners();
        try
        {
            signers.SecureBoot = given?.Signer ?? signers.Own(Find(profile.SecureBootSigner, options));
            signers.Pcr = given?.PcrSigner ?? signers.Own(FindPcr(profile.PcrSigner, options));
            return signers;
        }
        catch
        {
            await signers.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var signer in _owned)
        {
            switch (signer)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync().ConfigureAwait(false);
                    break;

                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }
    }

    T Own<T>(T signer)
        where T : class
    {
        _owned.Add(signer);
        return signer;
    }

    static ISecureBootSigner Find(ProfileSigner signer, TalosBootOptions options) =>
        signer is { SignerAddress.Length: 0, KeyPath.Length: > 0, CertPath.Length: > 0 }
            ? FileSecureBootSigner.FromPemFiles(signer.KeyPath, signer.CertPath)
            : options.FindSecureBootSigner?.Invoke(signer) ?? throw Unsupported("SecureBoot", "secureBootSigner", "keyPath and certPath", nameof(options.FindSecureBootSigner));

    static IPcrSigner FindPcr(ProfileSigner signer, TalosBootOptions options) =>
        signer is { SignerAddress.Length: 0, KeyPath.Length: > 0 }
            ? FilePcrSigner.FromPemFile(signer.KeyPath)
            : options.FindPcrSigner?.Invoke(signer) ?? throw Unsupported("PCR", "pcrSigner", "keyPath", nameof(options.FindPcrSigner));

    static ProfileValidationException Unsupported(string kind, string field, string paths, string option) => new(
        DiagnosticIds.SignerNotSupported, $"input.secureboot.{field}",
        $"unsupported {kind} signer. Give {paths} (on a command line: --keys FOLDER), or set TalosBootOptions.{option} to what knows the signer that the profile names.");
}
