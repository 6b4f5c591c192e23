using System.Security.Cryptography.X509Certificates;
using TalosBoot.Boot.Signing;
using TalosBoot.Factory.Configuration;
using TalosBoot.Factory.Options;

namespace TalosBoot.Factory.Stores;

/// <summary>The files of Secure Boot keys. Builds read them themselves, and only those that sign: without a look at the start the first of them would tell.</summary>
internal static class SecureBootKeys
{
    /// <summary>Reads the files once. Signing services are not asked, which may come up later than this one.</summary>
    /// <exception cref="ImageFactoryConfigurationException">A file cannot be read, holds no fitting key or certificate, or two files are no pair.</exception>
    public static void Require(SecureBootOptions options)
    {
        if (!options.IsEnabled)
        {
            return;
        }

        if (options.Signer is { SignerAddress.Length: 0, KeyPath.Length: > 0, CertPath.Length: > 0 } signer)
        {
            ConfiguredValue.Use("secureBoot.file.signingKeyPath and signingCertPath", () => FileSecureBootSigner.FromPemFiles(signer.KeyPath, signer.CertPath)).Dispose();
        }

        if (options.PcrSigner is { SignerAddress.Length: 0, KeyPath.Length: > 0 } pcrSigner)
        {
            ConfiguredValue.Use("secureBoot.file.pcrKeyPath", () => FilePcrSigner.FromPemFile(pcrSigner.KeyPath)).Dispose();
        }

        if (options.CertificateFile.Length > 0)
        {
            ConfiguredValue.Use("secureBoot.certificateFile", () => X509Certificate2.CreateFromPem(File.ReadAllText(options.CertificateFile))).Dispose();
        }

        if (options.Signer is { AwsCertPath.Length: > 0 })
        {
            ConfiguredValue.Use("secureBoot.awsKMS.certPath", () => File.ReadAllBytes(options.Signer.AwsCertPath));
        }
    }
}
