using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TalosBoot.Sigstore.Bundles;

namespace TalosBoot.Sigstore.Logs;

/// <summary>A log's promise to hold an entry since a time (SET; docs/formats/sigstore.md).</summary>
internal static class LogPromise
{
    public static bool IsBy(VerificationKey key, LogEntry entry) => key.Verify(SignedBytes(entry), entry.Promise, HashAlgorithmName.SHA256);

    /// <summary>The canonical JSON that is signed. None of its texts needs an escape.</summary>
    static byte[] SignedBytes(LogEntry entry) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"body":"{{Convert.ToBase64String(entry.Body)}}","integratedTime":{{entry.IntegratedTime}},"logID":"{{Convert.ToHexStringLower(entry.LogId)}}","logIndex":{{entry.LogIndex}}}"""));
}
