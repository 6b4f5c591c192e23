using System.Security.Cryptography;
using TalosBoot.Factory.Configuration;
using TalosBoot.Factory.Options;
using TalosBoot.Sigstore;

namespace TalosBoot.Factory.Stores;

/// <summary>The key of the service, which signs what it puts into registries.</summary>
internal sealed class ServiceKey : IDisposable
{
    public ServiceKey(ImageFactoryOptions options)
    {
        var path = options.Cache.SigningKeyFile;
        try
        {
            var pem = path.Length > 0 ? File.ReadAllText(path) : ReadOrCreate(options.Storage.Folder);
            Key = SigningKey.ParsePem(pem);
            PublicPem = PublicPemOf(pem);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or Core.Diagnostics.TalosBootException)
        {
            throw new ImageFactoryConfigurationException([$"failed to load cache signing key: {path}: {exception.Message}"], exception);
        }
    }

    public SigningKey Key { get; }

    /// <summary>The public key as clients download it.</summary>
    public string PublicPem { get; }

    public void Dispose() => Key.Dispose();

    static string PublicPemOf(string pem)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(pem);
            return key.ExportSubjectPublicKeyInfoPem() + "\n";
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            using var key = RSA.Create();
            key.ImportFromPem(pem);
            return key.ExportSubjectPublicKeyInfoPem() + "\n";
        }
    }

    static string ReadOrCreate(string folder)
    {
        const string Name = "signing-key.pem";
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            new StoreFolder(folder).Write(Name, System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"), isDurable: true);
        }

        return File.ReadAllText(path);
    }
}
