using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using TalosBoot.Core.Content;

namespace TalosBoot.Sigstore.Tests;

/// <summary>A signature with a certificate, put together from texts.</summary>
sealed class TestBundle : IDisposable
{
    readonly TestSigstore _sigstore;
    readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly X509Certificate2 _certificate;

    public TestBundle(TestSigstore sigstore, TestCertificate? certificate = null)
    {
        _sigstore = sigstore;
        _certificate = sigstore.Issue(_key, certificate ?? new TestCertificate());
    }

    public string CertificatePem => _certificate.ExportCertificatePem();

    public byte[] Sign(byte[] message) => _key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>A file's signature in the first version of the log.</summary>
    public JsonObject OfFile(byte[] content, DateTimeOffset? time = null)
    {
        var signature = Sign(content);
        return Assemble(Message(content, signature), _sigstore.FirstLog.Append(FirstBody(content, signature), "hashedrekord", "0.0.1", time ?? TestSigstore.Now));
    }

    /// <summary>A file's signature in the second version of the log, with a timestamp.</summary>
    public JsonObject OfFileInSecondLog(byte[] content, bool withTimestamp = true, bool withCertificate = true)
    {
        var signature = Sign(content);
        var bundle = Assemble(Message(content, signature), _sigstore.SecondLog.Append(SecondBody(content, signature), "hashedrekord", "0.0.2", TestSigstore.Now));
        if (withTimestamp)
        {
            AddTimestamp(bundle, _sigstore.Timestamps.Stamp(signature, withCertificate));
        }

        return bundle;
    }

    /// <summary>A signed statement about an image, in the first version of the log.</summary>
    public JsonObject OfImage(Digest digest, string predicate = "https://sigstore.dev/cosign/sign/v1")
    {
        var payload = Encoding.UTF8.GetBytes(
            "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"\",\"digest\":{\"sha256\":\"" + digest.Hex + "\"}}],\"predicateType\":\""
            + predicate + "\",\"predicate\":{}}");
        var signature = Sign([.. Encoding.UTF8.GetBytes($"DSSEv1 28 application/vnd.in-toto+json {payload.Length} "), .. payload]);
        var body = Encoding.UTF8.GetBytes(
            "{\"apiVersion\":\"0.0.1\",\"kind\":\"dsse\",\"spec\":{\"payloadHash\":{\"algorithm\":\"sha256\",\"value\":\"" + Convert.ToHexStringLower(SHA256.HashData(payload))
            + "\"},\"signatures\":[{\"signature\":\"" + Convert.ToBase64String(signature) + "\",\"verifier\":\"" + PemBase64() + "\"}]}}");
        var envelope = new JsonObject
        {
            ["payload"] = Convert.ToBase64String(payload),
            ["payloadType"] = "application/vnd.in-toto+json",
            ["signatures"] = new JsonArray(new JsonObject { ["sig"] = Convert.ToBase64String(signature) }),
        };
        return Assemble(("dsseEnvelope", envelope), _sigstore.FirstLog.Append(body, "dsse", "0.0.1", TestSigstore.Now));
    }

    public static void AddTimestamp(JsonObject bundle, byte[] timestamp) => bundle["verificationMaterial"]!["timestampVerificationData"] = new JsonObject
    {
        ["rfc3161Timestamps"] = new JsonArray(new JsonObject { ["signedTimestamp"] = Convert.ToBase64String(timestamp) }),
    };

    /// <summary>The body of an entry of the first version of the log.</summary>
    public byte[] FirstBody(byte[] content, byte[] signature) => Encoding.UTF8.GetBytes(
        "{\"apiVersion\":\"0.0.1\",\"kind\":\"hashedrekord\",\"spec\":{\"data\":{\"hash\":{\"algorithm\":\"sha256\",\"value\":\""
        + Convert.ToHexStringLower(SHA256.HashData(content)) + "\"}},\"signature\":{\"content\":\"" + Convert.ToBase64String(signature)
        + "\",\"publicKey\":{\"content\":\"" + PemBase64() + "\"}}}}");

    public void Dispose()
    {
        _key.Dispose();
        _certificate.Dispose();
    }

    byte[] SecondBody(byte[] content, byte[] signature) => Encoding.UTF8.GetBytes(
        "{\"apiVersion\":\"0.0.2\",\"kind\":\"hashedrekord\",\"spec\":{\"hashedRekordV002\":{\"data\":{\"algorithm\":\"SHA2_256\",\"digest\":\""
        + Convert.ToBase64String(SHA256.HashData(content)) + "\"},\"signature\":{\"content\":\"" + Convert.ToBase64String(signature)
        + "\",\"verifier\":{\"keyDetails\":\"PKIX_ECDSA_P256_SHA_256\",\"x509Certificate\":{\"rawBytes\":\"" + Convert.ToBase64String(_certificate.RawData) + "\"}}}}}}");

    string PemBase64() => Convert.ToBase64String(Encoding.UTF8.GetBytes(CertificatePem));

    static (string, JsonObject) Message(byte[] content, byte[] signature) => ("messageSignature", new JsonObject
    {
        ["messageDigest"] = new JsonObject { ["algorithm"] = "SHA2_256", ["digest"] = Convert.ToBase64String(SHA256.HashData(content)) },
        ["signature"] = Convert.ToBase64String(signature),
    });

    JsonObject Assemble((string Name, JsonObject Value) content, JsonObject entry) => new()
    {
        ["mediaType"] = "application/vnd.dev.sigstore.bundle.v0.3+json",
        ["verificationMaterial"] = new JsonObject
        {
            ["certificate"] = new JsonObject { ["rawBytes"] = Convert.ToBase64String(_certificate.RawData) },
            ["tlogEntries"] = new JsonArray(entry),
        },
        [content.Name] = content.Value,
    };
}
