using System.Security.Cryptography;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Sigstore;

/// <summary>The certificate or key in PEM that lies beside a signature.</summary>
internal static class SignaturePem
{
    /// <summary>The first block, or null when there is none.</summary>
    /// <exception cref="SignatureVerificationException">The text is longer than a certificate or key is (TB2209).</exception>
    public static (string Label, byte[] Encoded)? Find(string text, string subject)
    {
        // Beginnings without an end take the search a time that grows with the square of the text, and nobody has vouched for it yet.
        if (text.Length > SignatureLimits.PemLength)
        {
            throw new SignatureVerificationException(
                DiagnosticIds.SignatureOverLimit, subject, $"the certificate or key has {text.Length} characters; the limit is {SignatureLimits.PemLength}.");
        }

        return PemEncoding.TryFind(text, out var fields) ? (text[fields.Label], Convert.FromBase64String(text[fields.Base64Data])) : null;
    }
}
