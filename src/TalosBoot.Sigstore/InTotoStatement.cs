using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Model;

namespace TalosBoot.Sigstore;

/// <summary>What a DSSE envelope says: digests, and what is said of them (docs/formats/sigstore.md).</summary>
internal sealed record InTotoStatement(string PredicateType, IReadOnlyList<(string Name, string Sha256)> Subjects)
{
    public const string PayloadType = "application/vnd.in-toto+json";

    const string Version1 = "https://in-toto.io/Statement/v1";
    const string Version01 = "https://in-toto.io/Statement/v0.1";

    /// <summary>Reads a statement. An attestation of older tools has version 0.1; a signature of an image has version 1.</summary>
    public static InTotoStatement Read(ReadOnlyMemory<byte> json, string subject)
    {
        var root = SignatureJson.Parse(json, SignatureLimits.BundleLength, subject, DiagnosticIds.SignatureClaimInvalid);
        var type = root.GetText("_type");
        if (type is not Version1 and not Version01)
        {
            throw root.Invalid($"the signed statement is of the type \"{type}\", and should be \"{Version1}\"");
        }

        return new InTotoStatement(
            root.GetText("predicateType"),
            [.. root.GetObjects("subject", SignatureLimits.StatementSubjects).Select(item =>
                (item.FindText("name") ?? string.Empty, item.Find("digest")?.FindText("sha256") ?? string.Empty))]);
    }

    /// <summary>The statement of a signature of an image: one subject, and nothing else said of it.</summary>
    public static byte[] Write(string name, Digest digest, string predicateType)
    {
        var writer = new GoJsonWriter().Begin('{').Name("_type").Value(Version1);
        writer.Name("subject").Begin('[').Begin('{').Name("name").Value(name);
        writer.Name("digest").Begin('{').Name("sha256").Value(digest.Hex).End('}').End('}').End(']');
        writer.Name("predicateType").Value(predicateType);
        return writer.Name("predicate").Begin('{').End('}').End('}').ToUtf8();
    }
}
