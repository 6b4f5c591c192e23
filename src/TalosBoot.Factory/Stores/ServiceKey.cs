using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using TalosBoot.Factory.Configuration;
using TalosBoot.Factory.Options;
using TalosBoot.Sigstore;

namespace TalosBoot.Factory.Stores;

/// <summary>The key of the service, which signs what it puts into registries.</summary>
internal sealed class ServiceKey : IDisposable
{
    const string FileName = "signing-key.pem";
    const int Attempts = 100;
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public ServiceKey(ImageFactoryOptions options)
    {
        var given = options.Cache.SigningKeyFile;
        var path = given.Length > 0 ? given : Path.Combine(options.Storage.Folder, FileName);
        try
        {
            var pem = given.Length > 0 ? File.ReadAllText(path) : ReadOrCreate(options.Storage.Folder);
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
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            Create(new StoreFolder(folder), path);
        }

        return File.ReadAllText(path);
    }

    /// <summary>Makes a key, once for all processes that share the folder: one at a time looks whether there is one.</summary>
    static void Create(StoreFolder folder, string path)
    {
        for (var attempt = 1; !File.Exists(path); attempt++)
        {
            using var held = TryHold(path + ".lock", isLast: attempt == Attempts);
            if (held is null)
            {
                Thread.Sleep(Pause);
            }
            else if (!File.Exists(path))
            {
                using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
                folder.Write(FileName, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"), isDurable: true);
            }
        }
    }

    static SafeFileHandle? TryHold(string path, bool isLast)
    {
        try
        {
            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (!isLast)
        {
            return null; // Another process has it, and makes the key.
        }
    }
}
