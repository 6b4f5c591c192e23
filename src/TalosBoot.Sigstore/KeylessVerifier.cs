using System.Security.Cryptography.X509Certificates;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Sigstore.Certificates;
using TalosBoot.Sigstore.Logs;
using TalosBoot.Sigstore.Timestamps;

namespace TalosBoot.Sigstore;

/// <summary>
/// Verifies signatures that were made with a short-lived certificate: a log has seen them, at a time when the certificate was valid, a certificate log
/// has seen the certificate, and it is of somebody whom the policy accepts (docs/formats/sigstore.md).
/// </summary>
internal sealed class KeylessVerifier(SignaturePolicy policy, string subject)
{
    readonly TrustedRoot _root = policy.TrustedRoot!;

    /// <returns>The accepted name, who confirmed it, and when it signed.</returns>
    /// <exception cref="SignatureVerificationException">The signature is not accepted (TB22xx).</exception>
    public (string Identity, string Issuer, DateTimeOffset Time) Verify(KeylessSignature signature)
    {
        var evidence = VerifyLogs(signature);
        var times = VerifyTimes(signature, evidence);
        RequireTrustedLogs(evidence, times);
        var issuer = times.Select(time => FindIssuer(signature.Signer, time)).ToList()[0];
        CertificateLogVerifier.Verify(signature.Signer, issuer, _root, subject);
        signature.VerifyClaims(signature.Signer.Key);
        return (VerifyIdentity(signature), signature.Signer.Issuer, times.Min());
    }

    List<LogEvidence> VerifyLogs(KeylessSignature signature)
    {
        if (signature.LogEntries.Count == 0)
        {
            throw Failure(DiagnosticIds.LogEntryMissing, "the signature is in no log. Sign the content again, with a log or with a key");
        }

        var verifier = new LogEntryVerifier(_root, signature.Logged);
        var evidence = signature.LogEntries.Select(verifier.Verify).OfType<LogEvidence>().ToList();
        return evidence.Count > 0 ? evidence : throw Failure(
            DiagnosticIds.LogUntrusted, "the signature is in no log that is trusted. Check that the trust root is of the instance that signed, and is current");
    }

    /// <summary>The times that logs and authorities tell. An authority that is not trusted does not count, as a log that is not known.</summary>
    List<DateTimeOffset> VerifyTimes(KeylessSignature signature, List<LogEvidence> evidence)
    {
        var verifier = new TimestampVerifier(_root, subject);
        var times = evidence.Select(item => item.Time).OfType<DateTimeOffset>().ToList();
        SignatureVerificationException? distrusted = null;
        foreach (var timestamp in signature.Timestamps)
        {
            try
            {
                times.Add(verifier.Verify(timestamp, signature.Logged.Signature));
            }
            catch (SignatureVerificationException exception) when (exception.DiagnosticId == DiagnosticIds.TimestampUntrusted)
            {
                distrusted = exception;
            }
        }

        return times.Count > 0 ? times : throw distrusted
            ?? Failure(DiagnosticIds.SigningTimeMissing, "nobody trusted tells when the signature was made. Sign the content again, with a timestamp");
    }

    /// <summary>A log that gives no time of its own must have been trusted when somebody else says that it held the signature.</summary>
    void RequireTrustedLogs(List<LogEvidence> evidence, List<DateTimeOffset> times)
    {
        if (evidence.FirstOrDefault(item => item.Time is null && !times.Any(item.Log.ValidFor.Contains)) is { } distrusted)
        {
            throw Failure(
                DiagnosticIds.LogUntrusted, $"the log {distrusted.Log.BaseUrl} was not trusted at {times[0]:u}. Check that the trust root is of the instance that signed");
        }
    }

    X509Certificate2 FindIssuer(SignerCertificate signer, DateTimeOffset time)
    {
        if (!signer.IsValidAt(time))
        {
            throw Failure(
                DiagnosticIds.SignerCertificateNotValidAtTime,
                $"it was signed at {time:u}, and the signer's certificate was valid from {signer.Certificate.NotBefore.ToUniversalTime():u} to "
                    + $"{signer.Certificate.NotAfter.ToUniversalTime():u}. Sign the content again");
        }

        return _root.CertificateAuthorities.Where(authority => authority.ValidFor.Contains(time))
            .Select(authority => authority.FindIssuer(signer.Certificate, time, CertificateExtensions.CodeSigning))
            .FirstOrDefault(issuer => issuer is not null) ?? throw Failure(
                DiagnosticIds.SignerCertificateUntrusted,
                $"the signer's certificate comes from no authority that was trusted at {time:u}. Check that the trust root is of the instance that signed, and is current");
    }

    string VerifyIdentity(KeylessSignature signature)
    {
        var confirmed = policy.Identities.Where(identity => identity.MatchesIssuer(signature.Signer.Issuer)).ToList();
        if (confirmed.Count == 0)
        {
            throw Failure(
                DiagnosticIds.SignerIssuerMismatch,
                $"the signer's identity was confirmed by \"{signature.Signer.Issuer}\", whom the policy does not name. Check who should have signed");
        }

        return signature.Names.FirstOrDefault(name => confirmed.Any(identity => identity.MatchesSubject(name))) ?? throw Failure(
            DiagnosticIds.SignerIdentityMismatch,
            $"it is signed by \"{string.Join("\", \"", signature.Names)}\", whom the policy does not name. Check who should have signed");
    }

    SignatureVerificationException Failure(string diagnosticId, string message) => new(diagnosticId, subject, $"{message}.");
}
