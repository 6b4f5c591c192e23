using TalosBoot.Yaml;
using TalosBoot.Yaml.Writing;

namespace TalosBoot.Profiles.Reading;

/// <summary>
/// Writes a profile as the YAML document that upstream's imager prints after <c>profile ready:</c>, byte for byte (docs/formats/profile.md).
/// </summary>
public static class ProfileWriter
{
    const int Width = 80;

    /// <summary>Writes a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="indentation">How far a level is indented. Default 2, as the imager prints; an Image Factory hashes the text with 4.</param>
    /// <returns>The document, with a line feed at its end.</returns>
    public static string Write(Profile profile, int indentation = 2)
    {
        ArgumentNullException.ThrowIfNull(profile);
        using var writer = new GoYamlWriter(new GoYamlWriterOptions(GoYamlDialect.YamlV4Rc6, indentation, Width));
        writer.BeginMapping();
        WriteOptional(writer, "baseProfileName", profile.BaseProfileName);
        writer.Member("arch", profile.Arch);
        writer.Member("platform", profile.Platform);
        WriteOptional(writer, "board", profile.Board);
        writer.Key("secureboot");
        if (profile.SecureBoot is { } secureBoot)
        {
            writer.Boolean(secureBoot);
        }
        else
        {
            writer.Null();
        }

        WriteOptional(writer, "name", profile.Name);
        writer.Member("version", profile.Version);
        WriteCustomization(writer, profile.Customization);
        WriteInput(writer, profile.Input);
        WriteOverlay(writer, profile.Overlay);
        WriteOutput(writer, profile.Output);
        writer.EndMapping();
        return System.Text.Encoding.UTF8.GetString(writer.Finish());
    }

    static void WriteCustomization(GoYamlWriter writer, ProfileCustomization customization)
    {
        if (customization.IsEmpty)
        {
            return;
        }

        writer.Key("customization");
        writer.BeginMapping();
        WriteList(writer, "extraKernelArgs", customization.ExtraKernelArgs, writer.Text);
        WriteList(writer, "metaContents", customization.MetaContents, meta =>
        {
            writer.BeginMapping();
            writer.Key("key");
            writer.Integer(meta.Key);
            writer.Member("value", meta.Value);
            writer.EndMapping();
        });
        WriteOptional(writer, "embeddedMachineConfiguration", customization.EmbeddedMachineConfiguration);
        writer.EndMapping();
    }

    static void WriteInput(GoYamlWriter writer, ProfileInput input)
    {
        writer.Key("input");
        writer.BeginMapping();
        WritePath(writer, "kernel", input.KernelPath);
        WritePath(writer, "initramfs", input.InitramfsPath);
        WriteOptionalPath(writer, "sdStub", input.SdStubPath);
        WriteOptionalPath(writer, "sdBoot", input.SdBootPath);
        WriteOptionalAsset(writer, "baseInstaller", input.BaseInstaller);
        WriteOptionalAsset(writer, "imageCache", input.ImageCache);
        WriteOptionalAsset(writer, "overlayInstaller", input.OverlayInstaller);
        WriteSecureBoot(writer, input.SecureBoot);
        WriteList(writer, "systemExtensions", input.SystemExtensions, asset => WriteAsset(writer, asset));
        writer.EndMapping();
    }

    static void WriteSecureBoot(GoYamlWriter writer, ProfileSecureBoot? secureBoot)
    {
        if (secureBoot is null)
        {
            return;
        }

        writer.Key("secureboot");
        writer.BeginMapping();
        WriteSigner(writer, "secureBootSigner", secureBoot.SecureBootSigner);
        WriteSigner(writer, "pcrSigner", secureBoot.PcrSigner);
        WriteOptional(writer, "platformKeyPath", secureBoot.PlatformKeyPath);
        WriteOptional(writer, "keyExchangeKeyPath", secureBoot.KeyExchangeKeyPath);
        WriteOptional(writer, "signatureKeyPath", secureBoot.SignatureKeyPath);
        if (secureBoot.IncludeWellKnownCertificates)
        {
            writer.Key("includeWellKnownCerts");
            writer.Boolean(true);
        }

        writer.EndMapping();
    }

    static void WriteSigner(GoYamlWriter writer, string key, ProfileSigner signer)
    {
        writer.Key(key);
        writer.BeginMapping();
        WriteOptional(writer, "keyPath", signer.KeyPath);
        WriteOptional(writer, "certPath", signer.CertPath);
        WriteOptional(writer, "azureVaultURL", signer.AzureVaultUrl);
        WriteOptional(writer, "azureCertificateID", signer.AzureCertificateId);
        WriteOptional(writer, "azureKeyID", signer.AzureKeyId);
        WriteOptional(writer, "azureKeyVersion", signer.AzureKeyVersion);
        WriteOptional(writer, "awsKMSKeyID", signer.AwsKmsKeyId);
        WriteOptional(writer, "awsRegion", signer.AwsRegion);
        WriteOptional(writer, "awsCertPath", signer.AwsCertPath);
        WriteOptional(writer, "awsCertARN", signer.AwsCertArn);
        WriteOptional(writer, "signerAddress", signer.SignerAddress);
        writer.EndMapping();
    }

    static void WriteOverlay(GoYamlWriter writer, ProfileOverlay? overlay)
    {
        if (overlay is null)
        {
            return;
        }

        writer.Key("overlay");
        writer.BeginMapping();
        writer.Member("name", overlay.Name);
        writer.Key("image");
        WriteAsset(writer, overlay.Image);
        if (overlay.Options.Entries.Count > 0)
        {
            writer.Key("options");
            writer.Value(overlay.Options);
        }

        writer.EndMapping();
    }

    static void WriteOutput(GoYamlWriter writer, ProfileOutput output)
    {
        writer.Key("output");
        writer.BeginMapping();
        writer.Member("kind", EnumText.Of(output.Kind));
        WriteImageOptions(writer, output.ImageOptions);
        if (output.IsoOptions is { } iso)
        {
            writer.Key("isoOptions");
            writer.BeginMapping();
            writer.Member("sdBootEnrollKeys", EnumText.Of(iso.SdBootEnrollKeys));
            WriteUnlessDefault(writer, "bootloader", iso.Bootloader, EnumText.Of);
            writer.EndMapping();
        }

        writer.Member("outFormat", EnumText.Of(output.OutFormat));
        writer.EndMapping();
    }

    static void WriteImageOptions(GoYamlWriter writer, ProfileImageOptions? image)
    {
        if (image is null)
        {
            return;
        }

        writer.Key("imageOptions");
        writer.BeginMapping();
        writer.Key("diskSize");
        writer.Integer(image.DiskSize);
        WriteUnlessDefault(writer, "diskFormat", image.DiskFormat, EnumText.Of);
        WriteOptional(writer, "diskFormatOptions", image.DiskFormatOptions);
        if (image.DiskSectorSize != 0)
        {
            writer.Key("diskSectorSize");
            writer.Integer(image.DiskSectorSize);
        }

        WriteUnlessDefault(writer, "bootloader", image.Bootloader, EnumText.Of);
        WriteUnlessDefault(writer, "sdBootEnrollKeys", image.SdBootEnrollKeys, EnumText.Of);
        writer.EndMapping();
    }

    static void WriteOptionalAsset(GoYamlWriter writer, string key, ContainerAsset asset)
    {
        if (asset != ContainerAsset.None)
        {
            writer.Key(key);
            WriteAsset(writer, asset);
        }
    }

    static void WriteAsset(GoYamlWriter writer, ContainerAsset asset)
    {
        writer.BeginMapping();
        writer.Member("imageRef", asset.ImageRef);
        if (asset.ForceInsecure)
        {
            writer.Key("forceInsecure");
            writer.Boolean(true);
        }

        WriteOptional(writer, "tarballPath", asset.TarballPath);
        WriteOptional(writer, "ociPath", asset.OciPath);
        writer.EndMapping();
    }

    static void WriteOptionalPath(GoYamlWriter writer, string key, string path)
    {
        if (path.Length > 0)
        {
            WritePath(writer, key, path);
        }
    }

    static void WritePath(GoYamlWriter writer, string key, string path)
    {
        writer.Key(key);
        writer.BeginMapping();
        writer.Member("path", path);
        writer.EndMapping();
    }

    static void WriteList<T>(GoYamlWriter writer, string key, IReadOnlyList<T> items, Action<T> writeItem)
    {
        if (items.Count == 0)
        {
            return;
        }

        writer.Key(key);
        writer.BeginSequence();
        foreach (var item in items)
        {
            writeItem(item);
        }

        writer.EndSequence();
    }

    static void WriteUnlessDefault<T>(GoYamlWriter writer, string key, T value, Func<T, string> text)
        where T : struct, Enum
    {
        if (!EqualityComparer<T>.Default.Equals(value, default))
        {
            writer.Member(key, text(value));
        }
    }

    static void WriteOptional(GoYamlWriter writer, string key, string value)
    {
        if (value.Length > 0)
        {
            writer.Member(key, value);
        }
    }
}
