using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TalosBoot.Inspection.Opening;

namespace TalosBoot.Inspection.Formats;

/// <summary>A certificate for Secure Boot, as it lies on an installation medium.</summary>
internal sealed class CertificateFile : IAssetFormat
{
    const int LengthLimit = 64 * 1024;

    public bool Recognizes(ContentPart part) => part.Content.Length <= LengthLimit && HasEnding(part.FileName);

    /// <summary>FAT has names in any case.</summary>
    static bool HasEnding(string name) =>
        name.EndsWith(".der", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".cer", StringComparison.OrdinalIgnoreCase);

    public ValueTask<OpenedPart?> OpenAsync(ContentPart part, InspectionWork work, CancellationToken cancellationToken)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(part.Content.ToArray());
            var (begin, end) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
            return ValueTask.FromResult<OpenedPart?>(new OpenedPart
            {
                Format = "certificate",
                Facts =
                [
                    new AssetFact("subject", certificate.Subject),
                    new AssetFact("valid", string.Create(CultureInfo.InvariantCulture, $"{begin:yyyy-MM-dd} to {end:yyyy-MM-dd}")),
                    new AssetFact("sha256", Convert.ToHexStringLower(SHA256.HashData(certificate.RawData))),
                ],
            });
        }
        catch (CryptographicException)
        {
            return ValueTask.FromResult<OpenedPart?>(null);
        }
    }
}
