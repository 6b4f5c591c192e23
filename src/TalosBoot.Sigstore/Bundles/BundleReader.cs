using System.Security.Cryptography.X509Certificates;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Sigstore.Bundles;

/// <summary>Reads bundles of the versions 0.1 to 0.3 (docs/formats/sigstore.md).</summary>
internal sealed class BundleReader
{
    const string MediaTypePrefix = "application/vnd.dev.sigstore.bundle";

    readonly string _subject;
    readonly int _minorVersion;
    readonly SignatureJson _root;

    BundleReader(SignatureJson root, string subject)
    {
        _root = root;
        _subject = subject;
        _minorVersion = MinorVersionOf(root.GetText("mediaType"));
    }

    public static SigstoreBundle Read(ReadOnlyMemory<byte> json, string subject) =>
        new BundleReader(SignatureJson.Parse(json, SignatureLimits.BundleLength, subject, DiagnosticIds.SignatureMalformed), subject).Read();

    SigstoreBundle Read()
    {
        var material = _root.Get("verificationMaterial");
        var entries = material.GetObjects("tlogEntries", SignatureLimits.LogEntries).Select(ReadEntry).ToList();
        if (entries.DistinctBy(entry => (Convert.ToHexString(entry.LogId), entry.LogIndex)).Count() != entries.Count)
        {
            throw _root.Invalid("an entry of a log is there twice");
        }

        var bundle = new SigstoreBundle
        {
            Certificate = ReadCertificate(material),
            LogEntries = entries,
            Timestamps = [.. (material.Find("timestampVerificationData")?.GetObjects("rfc3161Timestamps", SignatureLimits.Timestamps) ?? [])
                .Select(timestamp => timestamp.GetBytes("signedTimestamp"))],
            Message = _root.Find("messageSignature") is { } message ? ReadMessage(message) : null,
            Envelope = _root.Find("dsseEnvelope") is { } envelope ? ReadEnvelope(envelope) : null,
        };
        return bundle.Message is null == bundle.Envelope is null
            ? throw _root.Invalid("there must be either \"messageSignature\" or \"dsseEnvelope\"")
            : bundle;
    }

    int MinorVersionOf(string mediaType) => mediaType switch
    {
        $"{MediaTypePrefix}+json;version=0.1" => 1,
        $"{MediaTypePrefix}+json;version=0.2" => 2,
        $"{MediaTypePrefix}+json;version=0.3" or $"{MediaTypePrefix}.v0.3+json" => 3,
        _ => throw new SignatureVerificationException(
            DiagnosticIds.SignatureVersionUnsupported, _subject, $"a bundle of the type \"{mediaType}\" is not supported. Sign with a bundle of version 0.3."),
    };

    byte[]? ReadCertificate(SignatureJson material)
    {
        if (material.Find("certificate") is { } certificate)
        {
            return certificate.GetBytes("rawBytes");
        }

        if (material.Find("x509CertificateChain") is not { } chain)
        {
            return material.Has("publicKey") ? null : throw _root.Invalid("it names neither a certificate nor a public key");
        }

        if (_minorVersion >= 3)
        {
            throw _root.Invalid("a chain of certificates is not allowed in a bundle of version 0.3");
        }

        var certificates = chain.GetObjects("certificates", SignatureLimits.Certificates).Select(item => item.GetBytes("rawBytes")).ToList();
        return certificates.Count == 0 ? throw _root.Invalid("the chain of certificates is empty")
            : certificates.Any(IsSelfIssued) ? throw _root.Invalid("the chain of certificates holds a root, which only a trust root may give")
            : certificates[0];
    }

    bool IsSelfIssued(byte[] encoded)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(encoded);
            return certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
        }
        catch (System.Security.Cryptography.CryptographicException exception)
        {
            throw new SignatureVerificationException(
                DiagnosticIds.SignerCertificateInvalid, _subject, "a certificate cannot be read. Sign the content again.", exception);
        }
    }

    LogEntry ReadEntry(SignatureJson entry)
    {
        var kind = entry.Get("kindVersion");
        var promise = entry.Find("inclusionPromise")?.GetBytes("signedEntryTimestamp");
        var proof = entry.Find("inclusionProof") is { } found ? ReadProof(found) : null;
        return _minorVersion == 1 && promise is null ? throw new SignatureVerificationException(
                DiagnosticIds.LogPromiseInvalid, _subject, "the log's entry has no promise, which a bundle of version 0.1 needs. Sign the content again.")
            : _minorVersion > 1 && proof is null ? throw new SignatureVerificationException(
                DiagnosticIds.LogProofInvalid, _subject, "the log's entry has no proof, which a bundle of version 0.2 or later needs. Sign the content again.")
            : new LogEntry
            {
                LogIndex = entry.GetNumber("logIndex"),
                LogId = entry.Get("logId").GetBytes("keyId"),
                Kind = $"{kind.GetText("kind")} {kind.GetText("version")}",
                IntegratedTime = entry.GetNumber("integratedTime"),
                Promise = promise,
                Proof = proof,
                Body = entry.GetBytes("canonicalizedBody"),
            };
    }

    InclusionProof ReadProof(SignatureJson proof) => new(
        proof.GetNumber("logIndex"),
        proof.GetNumber("treeSize"),
        proof.FindBytes("rootHash") ?? [],
        proof.GetByteTexts("hashes", SignatureLimits.ProofHashes),
        proof.Find("checkpoint")?.FindText("envelope") is { Length: > 0 } checkpoint ? checkpoint : throw new SignatureVerificationException(
            DiagnosticIds.LogCheckpointInvalid, _subject, "the log's proof has no checkpoint. Sign the content again."));

    static MessageSignature ReadMessage(SignatureJson message)
    {
        var digest = message.Find("messageDigest");
        return new MessageSignature(digest?.FindText("algorithm"), digest?.FindBytes("digest"), message.GetBytes("signature"));
    }

    static DsseEnvelope ReadEnvelope(SignatureJson envelope)
    {
        var signatures = envelope.GetObjects("signatures", SignatureLimits.SubjectDigests);
        return signatures.Count == 1
            ? new DsseEnvelope(envelope.GetText("payloadType"), envelope.GetBytes("payload"), signatures[0].GetBytes("sig"))
            : throw envelope.Invalid($"the envelope has {signatures.Count} signatures, and must have one");
    }
}
