using TalosBoot.Boot.Authenticode;
using TalosBoot.Boot.SecureBoot;
using TalosBoot.Boot.Signing;
using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.Profiles;

namespace TalosBoot.Planning.SecureBoot;

/// <summary>Signs the parts of one asset (docs/formats/uki.md).</summary>
internal sealed class SecureBootParts : IAsyncDisposable
{
    readonly ProfileSecureBoot _named;
    readonly TalosBootOptions _options;
    readonly AssetSigners _signers;
    readonly BuildContext _context;
    readonly bool _signsKernel;

    SecureBootParts(RequestedSecureBoot request, TalosBootOptions options, AssetSigners signers, SigningCertificate certificate, BuildContext context)
    {
        _context = context;
        _named = request.Named;
        _signsKernel = request.Given?.SignsKernel ?? false;
        _options = options;
        _signers = signers;
        Certificate = certificate;
    }

    /// <summary>The certificate that firmware is to trust.</summary>
    public SigningCertificate Certificate { get; }

    /// <summary>Finds the signers and reads the certificate, before any other work.</summary>
    public static async Task<SecureBootParts> BeginAsync(
        RequestedSecureBoot request, TalosBootOptions options, BuildContext context, CancellationToken cancellationToken)
    {
        var signers = await AssetSigners.CreateAsync(request.Named, request.Given, options).ConfigureAwait(false);
        try
        {
            var certificate = SigningCertificate.Read(await signers.SecureBoot.GetCertificateAsync(cancellationToken).ConfigureAwait(false));
            if (certificate.WarnAt(context.TimeProvider.GetUtcNow()) is { } warning)
            {
                context.Warn(warning);
                Log.CertificateWarning(context.Logger, warning.ToString());
            }

            return new SecureBootParts(request, options, signers, certificate, context);
        }
        catch
        {
            await signers.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Signs a program that firmware or systemd-boot starts.</summary>
    /// <param name="name">What a signer is told that it is.</param>
    /// <param name="program">The program.</param>
    /// <param name="cancellationToken">Handed to the signer.</param>
    public async Task<BlobSource> SignAsync(string name, BlobSource program, CancellationToken cancellationToken)
    {
        var options = new AuthenticodeOptions { SigningTime = _options.Clock, Name = name };
        PreparedAuthenticodeSignature prepared;
        using (var hashing = _context.Begin(BuildStage.Hash, name, program.Length))
        {
            prepared = await _context.Budget.RunAsync(
                token => AuthenticodeSigner.Prepare(program, Certificate.Der, options, token), cancellationToken).ConfigureAwait(false);
            hashing.Complete();
        }

        using var report = _context.Begin(BuildStage.Sign, name);
        var signed = prepared.Attach(await _signers.SecureBoot.SignAsync(prepared.Request, cancellationToken).ConfigureAwait(false));
        report.Complete();
        return signed;
    }

    /// <summary>Builds a UKI with signed predictions of PCR 11, and signs it.</summary>
    /// <param name="uki">What goes into the UKI.</param>
    /// <param name="cancellationToken">Handed to the signers.</param>
    public async Task<PlannedUki> BuildUkiAsync(UkiOptions uki, CancellationToken cancellationToken)
    {
        var options = _signsKernel ? uki with { Kernel = await SignAsync("kernel", uki.Kernel, cancellationToken).ConfigureAwait(false) } : uki;
        var publicKey = await _signers.Pcr.GetPublicKeyAsync(cancellationToken).ConfigureAwait(false);
        var prepared = await UkiBuilder.PrepareAsync(options, publicKey, _context, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ReadOnlyMemory<byte>> signatures;
        using (var report = _context.Begin(BuildStage.Sign, "PCR 11"))
        {
            signatures = await DetachedSignatures.SignAllAsync(
                prepared.Requests, request => _signers.Pcr.SignAsync(request, cancellationToken)).ConfigureAwait(false);
            report.Complete();
        }

        return new PlannedUki(await SignAsync("uki", prepared.Attach(signatures), cancellationToken).ConfigureAwait(false), prepared.Measurement);
    }

    /// <summary>The signed variables that enroll the keys: ready ones, or new ones from the signer's certificate.</summary>
    public async Task<IReadOnlyList<(string FileName, BlobSource Content)>> CreateKeysAsync(CancellationToken cancellationToken)
    {
        if (_named.PlatformKeyPath.Length > 0)
        {
            return [.. EnrollmentDatabases.Of(_named).Select(database => (database.Variable.ToFileName(), BlobSource.FromFile(database.Path)))];
        }

        var databases = await SecureBootDatabase.CreateAsync(
            _signers.SecureBoot,
            new SecureBootDatabaseOptions
            {
                Time = _options.Clock,
                WellKnownCertificates = _named.IncludeWellKnownCertificates ? _options.WellKnownCertificates : null,
            },
            cancellationToken).ConfigureAwait(false);
        return [.. databases.Select(database => (database.Variable.ToFileName(), BlobSource.FromBytes(database.Content)))];
    }

    public ValueTask DisposeAsync() => _signers.DisposeAsync();
}
