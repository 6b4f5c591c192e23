using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Options;

namespace TalosBoot.Factory.Stores;

/// <summary>The certificate of Secure Boot assets as clients download it: a file, or what the signing service has.</summary>
internal sealed class SecureBootCertificate(ImageFactoryOptions options, IOptions<TalosBootOptions> engine)
{
    byte[]? _ofService;

    /// <summary>Gives the certificate in PEM form.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        var secureBoot = options.SecureBoot;
        if (!secureBoot.IsEnabled)
        {
            throw FactoryRequestException.Internal("there is no Secure Boot certificate: Secure Boot is off");
        }

        string[] files = [secureBoot.CertificateFile, secureBoot.Signer.CertPath, secureBoot.Signer.AwsCertPath];
        return Array.Find(files, file => file.Length > 0) is { } path
            ? await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false)
            : _ofService ??= await AskServiceAsync(cancellationToken).ConfigureAwait(false);
    }

    async Task<byte[]> AskServiceAsync(CancellationToken cancellationToken)
    {
        var signer = engine.Value.FindSecureBootSigner?.Invoke(options.SecureBoot.Signer)
            ?? throw FactoryRequestException.Internal("nothing here knows the Secure Boot signer that is configured: set secureBoot.certificateFile");
        try
        {
            var certificate = await signer.GetCertificateAsync(cancellationToken).ConfigureAwait(false);
            return Encoding.ASCII.GetBytes(PemEncoding.WriteString("CERTIFICATE", certificate.Span) + "\n");
        }
        finally
        {
            if (signer is IAsyncDisposable connection)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
