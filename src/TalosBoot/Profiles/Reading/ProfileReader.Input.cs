using TalosBoot.Yaml.Reading;

namespace TalosBoot.Profiles.Reading;

/// <content>The inputs.</content>
public static partial class ProfileReader
{
    const string AssetType = "profile.ContainerAsset";

    static bool ReadInputField(GoDecoder decoder, Draft<ProfileInput> draft, string name, YamlNode value)
    {
        var input = draft.Value;
        switch (name)
        {
            case "kernel":
                draft.Value = input with { KernelPath = ReadPath(decoder, value, input.KernelPath) };
                return true;
            case "initramfs":
                draft.Value = input with { InitramfsPath = ReadPath(decoder, value, input.InitramfsPath) };
                return true;
            case "sdStub":
                draft.Value = input with { SdStubPath = ReadPath(decoder, value, input.SdStubPath) };
                return true;
            case "sdBoot":
                draft.Value = input with { SdBootPath = ReadPath(decoder, value, input.SdBootPath) };
                return true;
            case "baseInstaller":
                draft.Value = input with { BaseInstaller = ReadAsset(decoder, value, input.BaseInstaller) };
                return true;
            case "imageCache":
                draft.Value = input with { ImageCache = ReadAsset(decoder, value, input.ImageCache) };
                return true;
            case "overlayInstaller":
                draft.Value = input with { OverlayInstaller = ReadAsset(decoder, value, input.OverlayInstaller) };
                return true;
            case "secureboot":
                draft.Value = input with { SecureBoot = ReadOptional(decoder, value, "profile.SecureBootAssets", input.SecureBoot, ReadSecureBootField) };
                return true;
            case "systemExtensions":
                var assets = new List<ContainerAsset>();
                decoder.List(value, "[]profile.ContainerAsset", assets, static (item, list, node) =>
                    AddInto(list, item, node, AssetType, ContainerAsset.None, ReadAssetField));
                draft.Value = input with { SystemExtensions = assets };
                return true;
            default:
                return false;
        }
    }

    static string ReadPath(GoDecoder decoder, YamlNode node, string start) => ReadInto(
        decoder, node, "profile.FileAsset", start, static (file, draft, name, value) =>
        {
            if (name != "path")
            {
                return false;
            }

            draft.Value = file.Text(value) ?? draft.Value;
            return true;
        });

    static ContainerAsset ReadAsset(GoDecoder decoder, YamlNode node, ContainerAsset start) =>
        ReadInto(decoder, node, AssetType, start, ReadAssetField);

    static bool ReadAssetField(GoDecoder decoder, Draft<ContainerAsset> draft, string name, YamlNode value)
    {
        var asset = draft.Value;
        switch (name)
        {
            case "imageRef":
                draft.Value = asset with { ImageRef = decoder.Text(value) ?? asset.ImageRef };
                return true;
            case "forceInsecure":
                draft.Value = asset with { ForceInsecure = decoder.Boolean(value) ?? asset.ForceInsecure };
                return true;
            case "tarballPath":
                draft.Value = asset with { TarballPath = decoder.Text(value) ?? asset.TarballPath };
                return true;
            case "ociPath":
                draft.Value = asset with { OciPath = decoder.Text(value) ?? asset.OciPath };
                return true;
            default:
                return false;
        }
    }

    /// <summary>The keys of imager 1.5 beside today's: it named the files of the signers directly.</summary>
    static bool ReadSecureBootField(GoDecoder decoder, Draft<ProfileSecureBoot> draft, string name, YamlNode value)
    {
        var secureBoot = draft.Value;
        switch (name)
        {
            case "secureBootSigner":
                draft.Value = secureBoot with { SecureBootSigner = ReadInto(decoder, value, "profile.SigningKeyAndCertificate", secureBoot.SecureBootSigner, ReadSignerField) };
                return true;
            case "pcrSigner":
                draft.Value = secureBoot with { PcrSigner = ReadInto(decoder, value, "profile.SigningKey", secureBoot.PcrSigner, ReadPcrSignerField) };
                return true;
            case "signingKeyPath":
                draft.Value = secureBoot with { SecureBootSigner = secureBoot.SecureBootSigner with { KeyPath = decoder.Text(value) ?? string.Empty } };
                return true;
            case "signingCertPath":
                draft.Value = secureBoot with { SecureBootSigner = secureBoot.SecureBootSigner with { CertPath = decoder.Text(value) ?? string.Empty } };
                return true;
            case "pcrSigningKeyPath":
                draft.Value = secureBoot with { PcrSigner = secureBoot.PcrSigner with { KeyPath = decoder.Text(value) ?? string.Empty } };
                return true;
            case "platformKeyPath":
                draft.Value = secureBoot with { PlatformKeyPath = decoder.Text(value) ?? secureBoot.PlatformKeyPath };
                return true;
            case "keyExchangeKeyPath":
                draft.Value = secureBoot with { KeyExchangeKeyPath = decoder.Text(value) ?? secureBoot.KeyExchangeKeyPath };
                return true;
            case "signatureKeyPath":
                draft.Value = secureBoot with { SignatureKeyPath = decoder.Text(value) ?? secureBoot.SignatureKeyPath };
                return true;
            case "includeWellKnownCerts":
                draft.Value = secureBoot with { IncludeWellKnownCertificates = decoder.Boolean(value) ?? secureBoot.IncludeWellKnownCertificates };
                return true;
            default:
                return false;
        }
    }

    /// <summary>A PCR signer has no certificate: the keys of one are as unknown as any other.</summary>
    static bool ReadPcrSignerField(GoDecoder decoder, Draft<ProfileSigner> draft, string name, YamlNode value) =>
        name is not ("certPath" or "azureCertificateID" or "awsCertPath" or "awsCertARN") && ReadSignerField(decoder, draft, name, value);

    static bool ReadSignerField(GoDecoder decoder, Draft<ProfileSigner> draft, string name, YamlNode value)
    {
        var text = decoder.Text(value) ?? string.Empty;
        var signer = draft.Value;
        ProfileSigner? result = name switch
        {
            "keyPath" => signer with { KeyPath = text },
            "certPath" => signer with { CertPath = text },
            "azureVaultURL" => signer with { AzureVaultUrl = text },
            "azureCertificateID" => signer with { AzureCertificateId = text },
            "azureKeyID" => signer with { AzureKeyId = text },
            "azureKeyVersion" => signer with { AzureKeyVersion = text },
            "awsKMSKeyID" => signer with { AwsKmsKeyId = text },
            "awsRegion" => signer with { AwsRegion = text },
            "awsCertPath" => signer with { AwsCertPath = text },
            "awsCertARN" => signer with { AwsCertArn = text },
            "signerAddress" => signer with { SignerAddress = text },
            _ => null,
        };
        draft.Value = result ?? signer;
        return result is not null;
    }
}
