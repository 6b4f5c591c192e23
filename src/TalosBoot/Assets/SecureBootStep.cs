using TalosBoot.Boot.Authenticode;
using TalosBoot.Boot.SecureBoot;
using TalosBoot.Boot.Signing;
using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Profiles;

namespace TalosBoot.Assets;

/// <summary>Signs the parts of one asset (uki-secureboot.md 4 and 6).</summary>
internal sealed class SecureBootStep : IAsyncDisposable
{
    readonly ProfileSecureBoot _profile;
    readonly TalosBootOptions _options;
    readonly AssetSigners _signers;
    readonly bool _signsKernel;

    SecureBootStep(ProfileSecureBoot profile, TalosBootOptions options, AssetSigners signers, bool signsKernel, SigningCertificate certificate)
    {
        _profile = profile;
        _options = options;
        _signers = signers;
        _signsKernel = signsKernel;
        Certificate = certificate;
    }

    /// <summary>The certificate that firmware is to trust.</summary>
    public SigningCertificate Certificate { get; }

    /// <summary>What the user should know of the certificate.</summary>
    public IReadOnlyList<string> Warnings =>
        Certificate.WarnAt(_options.TimeProvider.GetUtcNow()) is { } warning ? [warning] : [];

    /// <summary>Checks what the profile says and reads the signer's certificate, before any other work.</summary>
    public static async Task<SecureBootStep> BeginAsync(
        ProfileSecureBoot profile, BootAssetSecureBoot? given, TalosBootOptions options, CancellationToken cancellationToken)
    {
        CheckDatabases(profile, options);
        var signers = await AssetSigners.CreateAsync(profile, given, options).ConfigureAwait(false);
        try
        {
            var certificate = SigningCertificate.Read(await signers.SecureBoot.GetCertificateAsync(cancellationToken).ConfigureAwait(false));
            var step = new SecureBootStep(profile, options, signers, given?.SignsKernel ?? false, certificate);
            foreach (var warning in step.Warnings)
            {
                Log.CertificateWarning(options.LoggerFactory.CreateLogger("TalosBoot"), warning);
            }

            return step;
        }
        catch
        {
            await signers.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Builds a UKI with signed predictions of PCR 11 and signs it, and what starts it from an ISO.</summary>
    /// <param name="uki">What goes into the UKI.</param>
    /// <param name="systemdBoot">systemd-boot, or null where the UKI is the whole asset.</param>
    /// <param name="cancellationToken">Handed to the signers.</param>
    public async Task<SignedParts> SignPartsAsync(UkiOptions uki, BlobSource? systemdBoot, CancellationToken cancellationToken)
    {
        var parts = new SignedParts();
        await DetachedSignatures.GatherAsync(
            async () => parts = parts with { Uki = await BuildUkiAsync(uki, cancellationToken).ConfigureAwait(false) },
            async () => parts = systemdBoot is null ? parts : parts with
            {
                SystemdBoot = await SignAsync("systemd-boot", systemdBoot, cancellationToken).ConfigureAwait(false),
            },
            async () => parts = systemdBoot is null ? parts : parts with { Keys = await PlanKeysAsync(cancellationToken).ConfigureAwait(false) })
            .ConfigureAwait(false);
        return parts;
    }

    async Task<BlobSource> SignAsync(string name, BlobSource program, CancellationToken cancellationToken) =>
        await AuthenticodeSigner.SignAsync(
            program, _signers.SecureBoot, new AuthenticodeOptions { SigningTime = _options.Clock, Name = name }, cancellationToken).ConfigureAwait(false);

    async Task<PlannedUki> BuildUkiAsync(UkiOptions uki, CancellationToken cancellationToken)
    {
        var options = _signsKernel ? uki with { Kernel = await SignAsync("kernel", uki.Kernel, cancellationToken).ConfigureAwait(false) } : uki;
        var prepared = UkiBuilder.Prepare(options, await _signers.Pcr.GetPublicKeyAsync(cancellationToken).ConfigureAwait(false), cancellationToken);
        var signatures = await DetachedSignatures.SignAllAsync(
            prepared.Requests, request => _signers.Pcr.SignAsync(request, cancellationToken)).ConfigureAwait(false);
        return new PlannedUki(await SignAsync("uki", prepared.Attach(signatures), cancellationToken).ConfigureAwait(false), prepared.Measurement);
    }

    /// <summary>The signed variables that enroll the keys: ready ones, or new ones from the signer's certificate.</summary>
    async Task<IReadOnlyList<(string FileName, BlobSource Content)>> PlanKeysAsync(CancellationToken cancellationToken)
    {
        if (_profile.PlatformKeyPath.Length > 0)
        {
            return [.. DatabasePaths(_profile).Select(database => (database.Variable.ToFileName(), BlobSource.FromFile(database.Path)))];
        }

        var databases = await SecureBootDatabase.CreateAsync(
            _signers.SecureBoot,
            new SecureBootDatabaseOptions
            {
                Time = _options.Clock,
                WellKnownCertificates = _profile.IncludeWellKnownCerts ? _options.WellKnownCertificates : null,
            },
            cancellationToken).ConfigureAwait(false);
        return [.. databases.Select(database => (database.Variable.ToFileName(), BlobSource.FromBytes(database.Content)))];
    }

    public ValueTask DisposeAsync() => _signers.DisposeAsync();

    /// <summary>Ready databases are all there or none (uki-secureboot.md 6.4), and Microsoft's certificates are there when they are wanted.</summary>
    static void CheckDatabases(ProfileSecureBoot profile, TalosBootOptions options)
    {
        var databases = DatabasePaths(profile);
        var missing = databases.Where(database => database.Path.Length == 0).ToList();
        if (missing.Count == databases.Length)
        {
            if (profile.IncludeWellKnownCerts && options.WellKnownCertificates is null)
            {
                throw new ProfileValidationException(
                    DiagnosticIds.WellKnownCertificatesRequired, "input.secureboot.includeWellKnownCerts",
                    "Microsoft's certificates are wanted, and TalosBoot ships none. Set TalosBootOptions.WellKnownCertificates, for example to "
                    + "WellKnownCertificates.ReadFolder(folder).");
            }
        }
        else if (missing.Count > 0)
        {
            throw new ProfileValidationException(
                DiagnosticIds.PartialEnrollmentDatabases, "input.secureboot",
                $"partial SecureBoot pre-built database configuration: missing {string.Join(", ", missing.Select(database => database.Field))}. "
                + "Give all three files, or none to have them made.");
        }
    }

    static (SecureBootVariable Variable, string Field, string Path)[] DatabasePaths(ProfileSecureBoot profile) =>
    [
        (SecureBootVariable.PlatformKey, "Input.SecureBoot.PlatformKeyPath", profile.PlatformKeyPath),
        (SecureBootVariable.KeyExchangeKey, "Input.SecureBoot.KeyExchangeKeyPath", profile.KeyExchangeKeyPath),
        (SecureBootVariable.SignatureDatabase, "Input.SecureBoot.SignatureKeyPath", profile.SignatureKeyPath),
    ];
}
