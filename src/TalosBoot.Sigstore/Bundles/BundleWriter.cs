using TalosBoot.Oci.Model;

namespace TalosBoot.Sigstore.Bundles;

/// <summary>Writes bundles of version 0.3 that a key signed (docs/formats/sigstore.md).</summary>
internal static class BundleWriter
{
    public const string MediaType = "application/vnd.dev.sigstore.bundle.v0.3+json";

    public static byte[] Write(VerificationKey key, DsseEnvelope envelope)
    {
        var writer = Begin(key).Name("dsseEnvelope").Begin('{');
        writer.Name("payload").Value(Convert.ToBase64String(envelope.Payload)).Name("payloadType").Value(envelope.PayloadType);
        writer.Name("signatures").Begin('[').Begin('{').Name("sig").Value(Convert.ToBase64String(envelope.Signature)).End('}').End(']');
        return writer.End('}').End('}').ToUtf8();
    }

    public static byte[] Write(VerificationKey key, MessageSignature message)
    {
        var writer = Begin(key).Name("messageSignature").Begin('{');
        writer.Name("messageDigest").Begin('{').Name("algorithm").Value(message.HashAlgorithm!);
        writer.Name("digest").Value(Convert.ToBase64String(message.Digest!)).End('}');
        return writer.Name("signature").Value(Convert.ToBase64String(message.Signature)).End('}').End('}').ToUtf8();
    }

    static GoJsonWriter Begin(VerificationKey key) => new GoJsonWriter().Begin('{')
        .Name("mediaType").Value(MediaType)
        .Name("verificationMaterial").Begin('{').Name("publicKey").Begin('{').Name("hint").Value(Convert.ToBase64String(key.Fingerprint)).End('}').End('}');
}
