using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TalosBoot.Inspection.Opening;

namespace TalosBoot.Inspection.Formats;

/// <summary>A certificate for Secure Boot, as it lies on an installation medium.</summary>
internal sealed class CertificateFile : IAssetFormat
{
    const int LengthLimit = 64 * 1024;

    public bool Recognizes(ContentPart part) => Path.GetExtension(part.FileName) is ".der" or ".cer" && part.Content.Length <= LengthLimit;

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
