using System.Security.Cryptography;
using System.Text;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Sigstore.Bundles;

namespace TalosBoot.Sigstore.Logs;

/// <summary>Whether an entry of the first version of the log is about a signature (docs/formats/sigstore.md).</summary>
internal sealed class FirstLogBody
{
    readonly LoggedSignature _signature;
    readonly SignatureJson _spec;
    readonly string _kind;

    FirstLogBody(LogEntry entry, LoggedSignature signature)
    {
        _signature = signature;
        var root = SignatureJson.Parse(entry.Body, SignatureLimits.BundleLength, signature.Subject, DiagnosticIds.LogEntryMismatch);
        _spec = root.Get("spec");
        _kind = $"{root.GetText("kind")} {root.GetText("apiVersion")}";
        if (_kind != entry.Kind)
        {
            throw root.Invalid($"the log's entry is a \"{_kind}\", and is said to be a \"{entry.Kind}\"");
        }
    }

    /// <exception cref="SignatureVerificationException">The entry is about something else (TB2219).</exception>
    public static void RequireMatch(LogEntry entry, LoggedSignature signature)
    {
        if (!new FirstLogBody(entry, signature).Matches())
        {
            throw new SignatureVerificationException(
                DiagnosticIds.LogEntryMismatch, signature.Subject,
                "the log's entry is about another signature, certificate or content. The bundle was put together from several; sign the content again.");
        }
    }

    bool Matches() => _kind switch
    {
        "hashedrekord 0.0.1" or "rekord 0.0.1" => MatchesMessage(),
        "dsse 0.0.1" => MatchesEnvelope(),
        "intoto 0.0.2" => MatchesAttestation(),
        _ => throw _spec.Invalid($"the log's entry is of the kind \"{_kind}\", which is not supported"),
    };

    bool MatchesMessage()
    {
        var signature = _spec.Get("signature");
        return _signature.Payload is null
            && MatchesHash(_spec.Get("data").Get("hash"), _signature.Hash)
            && IsSignature(signature.GetBytes("content"))
            && IsSigner(signature.Get("publicKey").GetBytes("content"));
    }

    bool MatchesEnvelope() => MatchesPayload(_spec) && _spec.GetObjects("signatures", SignatureLimits.SubjectDigests) is [var only]
        && IsSignature(only.GetBytes("signature")) && IsSigner(only.GetBytes("verifier"));

    bool MatchesAttestation()
    {
        // The signature is in base64 twice.
        var content = _spec.Get("content");
        return MatchesPayload(content) && content.Get("envelope").GetObjects("signatures", SignatureLimits.SubjectDigests) is [var only]
            && SignatureBase64.TryDecode(Encoding.UTF8.GetString(only.GetBytes("sig")), out var signature) && IsSignature(signature)
            && IsSigner(only.GetBytes("publicKey"));
    }

    bool MatchesPayload(SignatureJson parent) => _signature.Payload is { } payload
        && MatchesHash(parent.Get("payloadHash"), algorithm => CryptographicOperations.HashData(algorithm, payload));

    static bool MatchesHash(SignatureJson claimed, Func<HashAlgorithmName, byte[]?> hash)
    {
        HashAlgorithmName? algorithm = claimed.GetText("algorithm") switch
        {
            "sha256" => HashAlgorithmName.SHA256,
            "sha384" => HashAlgorithmName.SHA384,
            "sha512" => HashAlgorithmName.SHA512,
            _ => null,
        };
        return algorithm is { } known && hash(known) is { } actual && Convert.ToHexStringLower(actual) == claimed.GetText("value");
    }

    bool IsSignature(byte[] signature) => signature.AsSpan().SequenceEqual(_signature.Signature);

    bool IsSigner(byte[] pem) => SignaturePem.Find(Encoding.UTF8.GetString(pem), _signature.Subject) switch
    {
        ("CERTIFICATE", var encoded) => encoded.AsSpan().SequenceEqual(_signature.Certificate),
        ("PUBLIC KEY", var encoded) => encoded.AsSpan().SequenceEqual(_signature.Key.SubjectPublicKeyInfo),
        _ => false,
    };
}
