using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.Registry.Http;

/// <summary>Certificates for one host, in a folder as docker keeps them (docs/formats/oci.md).</summary>
internal static class HostCertificates
{
    /// <summary>The options with what lies in the folder of a host added; null when there is no such folder.</summary>
    /// <param name="options">The options for all hosts.</param>
    /// <param name="folder">The folder with a folder for each host.</param>
    /// <param name="host">The host, with its port where that is not the usual one.</param>
    /// <exception cref="RegistryException">A file holds no certificate, or the key to one is missing or is none (TB2020).</exception>
    /// <exception cref="FileAccessException">A file cannot be read (TB6003).</exception>
    public static RegistryOptions? TryAdd(RegistryOptions options, string folder, string host)
    {
        // Names of files have no colons on Windows; docker leaves them out there.
        var path = Path.Combine(folder, OperatingSystem.IsWindows() ? host.Replace(":", string.Empty, StringComparison.Ordinal) : host);
        if (!Directory.Exists(path))
        {
            return null;
        }

        var authorities = new X509Certificate2Collection(options.CertificateAuthorities ?? []);
        foreach (var file in Directory.GetFiles(path, "*.crt").Order(StringComparer.Ordinal))
        {
            authorities.AddRange(Read(file, ReadAuthorities));
        }

        var own = new X509Certificate2Collection(options.ClientCertificates ?? []);
        foreach (var file in Directory.GetFiles(path, "*.cert").Order(StringComparer.Ordinal))
        {
            own.Add(Read(file, ReadOwn));
        }

        return options with { CertificateAuthorities = authorities, ClientCertificates = own };
    }

    static X509Certificate2Collection ReadAuthorities(string file)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(file);
        return certificates.Count > 0 ? certificates : throw Invalid(file, "there is no certificate in it");
    }

    static X509Certificate2 ReadOwn(string file)
    {
        var key = Path.ChangeExtension(file, ".key");
        if (!File.Exists(key))
        {
            throw Invalid(file, $"its key {Path.GetFileName(key)} is missing; certificates of authorities end in .crt");
        }

        using var certificate = X509Certificate2.CreateFromPemFile(file, key);

        // Windows shows only certificates whose keys have been imported.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    static T Read<T>(string file, Func<string, T> read)
    {
        try
        {
            return read(file);
        }
        catch (CryptographicException)
        {
            // The cause is not kept: nothing of a key may be told.
            throw Invalid(file, "it or its key is no PEM that can be understood");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException(DiagnosticIds.InputNotReadable, file, "the certificate or its key cannot be read. Check who may read it.", exception);
        }
    }

    static RegistryException Invalid(string file, string what) => new(
        DiagnosticIds.CredentialFileInvalid, file, $"{what}. Correct the files, or take them away.");
}
