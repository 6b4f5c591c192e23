namespace TalosBoot.Sigstore.Bundles;

/// <summary>A signed document with its type (secure-systems-lab/dsse envelope.md). A bundle's has exactly one signature.</summary>
internal sealed record DsseEnvelope(string PayloadType, byte[] Payload, byte[] Signature)
{
    /// <summary>The bytes that are signed.</summary>
    public byte[] Signed { get; } = PreAuthentication.Encode(PayloadType, Payload);
}
