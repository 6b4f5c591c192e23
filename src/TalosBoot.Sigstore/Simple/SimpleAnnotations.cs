using System.Text;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Sigstore.Bundles;

namespace TalosBoot.Sigstore.Simple;

/// <summary>What logs and authorities say of a signature of cosign's first kind (docs/formats/sigstore.md).</summary>
internal static class SimpleAnnotations
{
    /// <summary>The log's entry with its promise; none when there is no such annotation.</summary>
    public static IReadOnlyList<LogEntry> ReadLogEntries(SimpleSignature signature, string subject)
    {
        if (Find(signature, SimpleSignature.BundleAnnotation, subject) is not { } bundle)
        {
            return [];
        }

        var payload = bundle.Get("Payload");
        var body = payload.GetBytes("body");
        var entry = SignatureJson.Parse(body, SignatureLimits.AnnotationLength, subject, DiagnosticIds.LogEntryMismatch);
        return
        [
            new LogEntry
            {
                LogIndex = payload.GetNumber("logIndex"),
                LogId = DecodeHex(payload),
                Kind = $"{entry.GetText("kind")} {entry.GetText("apiVersion")}",
                IntegratedTime = payload.GetNumber("integratedTime"),
                Promise = bundle.GetBytes("SignedEntryTimestamp"),
                Body = body,
            },
        ];
    }

    /// <summary>The answer of a time-stamping authority; none when there is no such annotation.</summary>
    public static IReadOnlyList<byte[]> ReadTimestamps(SimpleSignature signature, string subject) =>
        Find(signature, SimpleSignature.TimestampAnnotation, subject) is { } timestamp ? [timestamp.GetBytes("SignedRFC3161Timestamp")] : [];

    static SignatureJson? Find(SimpleSignature signature, string annotation, string subject) =>
        signature.Annotations.GetValueOrDefault(annotation) is { Length: > 0 } text
            ? SignatureJson.Parse(Encoding.UTF8.GetBytes(text), SignatureLimits.AnnotationLength, subject, DiagnosticIds.SignatureMalformed)
            : null;

    static byte[] DecodeHex(SignatureJson payload)
    {
        try
        {
            return Convert.FromHexString(payload.GetText("logID"));
        }
        catch (FormatException)
        {
            throw payload.Invalid("\"Payload.logID\" is no hexadecimal number");
        }
    }
}
