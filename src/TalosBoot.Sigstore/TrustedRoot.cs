using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Sigstore.Trust;

namespace TalosBoot.Sigstore;

/// <summary>
/// The authorities and logs of a Sigstore instance that are trusted: its <c>trusted_root.json</c> (docs/formats/sigstore.md). It is the caller's task to have it from
/// where it is to be trusted, and to renew it. Thread-safe.
/// </summary>
public sealed class TrustedRoot
{
    const string Subject = "trust root";

    TrustedRoot(SignatureJson root)
    {
        TransparencyLogs = [.. root.GetObjects("tlogs", SignatureLimits.TrustRootItems).Select(ReadLog).OfType<TrustedLog>()];
        CertificateLogs = [.. root.GetObjects("ctlogs", SignatureLimits.TrustRootItems).Select(ReadLog).OfType<TrustedLog>()];
        CertificateAuthorities = [.. root.GetObjects("certificateAuthorities", SignatureLimits.TrustRootItems).Select(ReadAuthority)];
        TimestampAuthorities = [.. root.GetObjects("timestampAuthorities", SignatureLimits.TrustRootItems).Select(ReadAuthority)];
    }

    internal IReadOnlyList<TrustedLog> TransparencyLogs { get; }

    internal IReadOnlyList<TrustedLog> CertificateLogs { get; }

    internal IReadOnlyList<TrustedAuthority> CertificateAuthorities { get; }

    internal IReadOnlyList<TrustedAuthority> TimestampAuthorities { get; }

    /// <summary>Reads a trust root.</summary>
    /// <param name="json">The content of <c>trusted_root.json</c>.</param>
    /// <exception cref="SignatureVerificationException">It cannot be understood (TB2227), or is larger than 4 MiB (TB2209).</exception>
    public static TrustedRoot Parse(ReadOnlyMemory<byte> json) =>
        new(SignatureJson.Parse(json, SignatureLimits.TrustRootLength, Subject, DiagnosticIds.TrustRootInvalid));

    /// <summary>A log; null when its key is of a kind that is not known here, so that a new log does not take away those that are known.</summary>
    static TrustedLog? ReadLog(SignatureJson log)
    {
        var key = log.Get("publicKey");
        var period = ReadPeriod(key.Get("validFor"));
        if (period.Start is null)
        {
            throw log.Invalid("a log's key has no \"validFor.start\"");
        }

        // RSA keys in a form of their own, which no log has any more.
        if (key.FindText("keyDetails")?.StartsWith("PKCS1_", StringComparison.Ordinal) ?? false)
        {
            return null;
        }

        try
        {
            return new TrustedLog(log.GetText("baseUrl"), log.Get("logId").GetBytes("keyId"), VerificationKey.Parse(key.GetBytes("rawBytes")), period);
        }
        catch (SignatureVerificationException exception) when (exception.DiagnosticId == DiagnosticIds.SignatureAlgorithmUnsupported)
        {
            return null;
        }
        catch (SignatureVerificationException exception) when (exception.DiagnosticId == DiagnosticIds.VerificationKeyInvalid)
        {
            throw new SignatureVerificationException(DiagnosticIds.TrustRootInvalid, Subject, "a log's key cannot be read. Fetch trusted_root.json again.", exception);
        }
    }

    static TrustedAuthority ReadAuthority(SignatureJson authority)
    {
        try
        {
            var certificates = authority.Get("certChain").GetObjects("certificates", SignatureLimits.Certificates)
                .Select(certificate => X509CertificateLoader.LoadCertificate(certificate.GetBytes("rawBytes"))).ToList();
            return certificates.Count > 0
                ? new TrustedAuthority(certificates, ReadPeriod(authority.Get("validFor")))
                : throw authority.Invalid("an authority has no certificates");
        }
        catch (CryptographicException exception)
        {
            throw new SignatureVerificationException(
                DiagnosticIds.TrustRootInvalid, Subject, "a certificate cannot be read. Fetch trusted_root.json again.", exception);
        }
    }

    static ValidityPeriod ReadPeriod(SignatureJson period) => new(ReadTime(period, "start"), ReadTime(period, "end"));

    static DateTimeOffset? ReadTime(SignatureJson period, string name) => period.FindText(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw period.Invalid($"\"{text}\" is no time");
}
