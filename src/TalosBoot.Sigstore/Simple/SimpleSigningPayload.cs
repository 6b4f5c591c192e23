using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Model;

namespace TalosBoot.Sigstore.Simple;

/// <summary>What a signature of cosign's first kind says: the name and the digest of an image (docs/formats/sigstore.md).</summary>
internal sealed record SimpleSigningPayload(string DockerReference, Digest Digest)
{
    const string Kind = "cosign container image signature";

    public static SimpleSigningPayload Read(ReadOnlyMemory<byte> json, string subject)
    {
        var critical = SignatureJson.Parse(json, SignatureLimits.PayloadLength, subject, DiagnosticIds.SignatureClaimInvalid).Get("critical");
        var kind = critical.GetText("type");
        return kind != Kind
            ? throw new SignatureVerificationException(
                DiagnosticIds.SignatureClaimInvalid, subject, $"the signature is a \"{kind}\", and should be a \"{Kind}\". Sign the image with cosign.")
            : new SimpleSigningPayload(
                critical.Find("identity")?.FindText("docker-reference") ?? string.Empty,
                Digest.TryParse(critical.Get("image").GetText("docker-manifest-digest"), out var digest) ? digest : throw critical.Invalid(
                    "\"critical.image.docker-manifest-digest\" is no digest"));
    }

    public byte[] Write()
    {
        var writer = new GoJsonWriter().Begin('{').Name("critical").Begin('{');
        writer.Name("identity").Begin('{').Name("docker-reference").Value(DockerReference).End('}');
        writer.Name("image").Begin('{').Name("docker-manifest-digest").Value(Digest.ToString()).End('}');
        writer.Name("type").Value(Kind).End('}');
        return writer.Name("optional").Null().End('}').ToUtf8();
    }
}
