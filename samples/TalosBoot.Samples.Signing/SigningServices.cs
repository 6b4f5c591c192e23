using TalosBoot.Boot.Signing;
using TalosBoot.Boot.Signing.Remote;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Profiles;
using TalosBoot.Signing.AwsKms;
using TalosBoot.Signing.AzureKeyVault;
using TalosBoot.Signing.Grpc;
using TalosBoot.Signing.Pkcs11;

namespace TalosBoot.Samples.Signing;

/// <summary>
/// The signing services that a profile names by anything but files: signerd, Azure Key Vault and AWS KMS, looked at in this order (profile.md 2.6), and a
/// PKCS#11 token where the address of signerd is the URI of a key (<c>pkcs11:…</c>). What is not in the profile comes from the environment. A connection is
/// closed with its signer.
/// </summary>
/// <param name="client">The client to call with.</param>
/// <param name="environment">Gives the value of an environment variable, or null.</param>
public sealed class SigningServices(HttpClient client, Func<string, string?> environment)
{
    const string Pkcs11Scheme = "pkcs11:";
    const int CertificateLimit = 1024 * 1024;
    static readonly RemoteSignerOptions Owned = new() { OwnsKey = true };
    readonly AzureLogin _azure = new(client, environment);
    readonly AwsEnvironment _aws = new(environment);

    /// <summary>Finds what signs programs, for <see cref="TalosBootOptions.FindSecureBootSigner"/>.</summary>
    public ISecureBootSigner? FindSecureBootSigner(ProfileSigner signer) => signer switch
    {
        { SignerAddress.Length: > 0 } => Sign(OpenAddress(signer.SignerAddress)),
        { AzureVaultUrl.Length: > 0, AzureCertificateId.Length: > 0 } => Sign(OpenVault(
            signer, options => options with { CertificateName = signer.AzureCertificateId })),
        { AwsKmsKeyId.Length: > 0, AwsCertArn.Length: > 0 } => Sign(OpenKms(signer, options => options with { CertificateArn = signer.AwsCertArn })),
        { AwsKmsKeyId.Length: > 0, AwsCertPath.Length: > 0 } => Sign(OpenKms(
            signer, options => options with { Certificate = ReadCertificate(signer.AwsCertPath) })),
        _ => null,
    };

    /// <summary>Finds what signs predictions of PCR 11, for <see cref="TalosBootOptions.FindPcrSigner"/>.</summary>
    public IPcrSigner? FindPcrSigner(ProfileSigner signer) => signer switch
    {
        { SignerAddress.Length: > 0 } => SignPcr(OpenAddress(signer.SignerAddress)),
        { AzureVaultUrl.Length: > 0, AzureKeyId.Length: > 0 } => SignPcr(OpenVault(
            signer, options => options with { KeyName = signer.AzureKeyId, KeyVersion = signer.AzureKeyVersion })),
        { AwsKmsKeyId.Length: > 0 } => SignPcr(OpenKms(signer, options => options)),
        _ => null,
    };

    static RemoteSecureBootSigner Sign(IRemoteKey key) => new(key, Owned);

    static RemotePcrSigner SignPcr(IRemoteKey key) => new(key, Owned);

    static IRemoteKey OpenAddress(string address) => address.StartsWith(Pkcs11Scheme, StringComparison.OrdinalIgnoreCase)
        ? Pkcs11Key.Open(Pkcs11Uri.Parse(address)) : GrpcKey.Open(address);

    static byte[] ReadCertificate(string path) => BlobSource.FromFile(path) is { Length: <= CertificateLimit } file
        ? file.ToArray()
        : throw new SigningException(DiagnosticIds.CertificateInvalid, $"{path} has more than {CertificateLimit} bytes, and is no certificate.");

    KeyVaultKey OpenVault(ProfileSigner signer, Func<KeyVaultKeyOptions, KeyVaultKeyOptions> name) => new(client, name(new KeyVaultKeyOptions
    {
        VaultUrl = Uri.TryCreate(signer.AzureVaultUrl, UriKind.Absolute, out var url) ? url : throw new SigningException(
            DiagnosticIds.SignerConfigurationInvalid, $"azureVaultURL is \"{signer.AzureVaultUrl}\"; give a URL such as https://name.vault.azure.net."),
        GetAccessToken = _azure.GetAccessTokenAsync,
    }));

    KmsKey OpenKms(ProfileSigner signer, Func<KmsKeyOptions, KmsKeyOptions> name) => new(client, name(new KmsKeyOptions
    {
        KeyId = signer.AwsKmsKeyId,
        Region = signer.AwsRegion.Length > 0 ? signer.AwsRegion : _aws.Region,
        KmsEndpoint = _aws.FindEndpoint("KMS"),
        AcmEndpoint = _aws.FindEndpoint("ACM"),
        GetCredentials = _ => ValueTask.FromResult(_aws.GetCredentials()),
    }));
}
