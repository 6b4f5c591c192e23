namespace TalosBoot.Sigstore.Simple;

/// <summary>A signature of cosign's first kind: a layer that holds the payload, and annotations that hold the rest (docs/formats/sigstore.md).</summary>
internal sealed record SimpleSignature(byte[] Payload, IReadOnlyDictionary<string, string> Annotations)
{
    public const string MediaType = "application/vnd.dev.cosign.simplesigning.v1+json";
    public const string SignatureAnnotation = "dev.cosignproject.cosign/signature";
    public const string CertificateAnnotation = "dev.sigstore.cosign/certificate";
    public const string BundleAnnotation = "dev.sigstore.cosign/bundle";
    public const string TimestampAnnotation = "dev.sigstore.cosign/rfc3161timestamp";
}
