using TalosBoot.Core.Diagnostics;
using TalosBoot.Schematics;
using TalosBoot.Yaml;
using TalosBoot.Yaml.Reading;

namespace TalosBoot.Profiles.Reading;

/// <summary>
/// Reads a profile document as upstream's imager reads it from standard input (docs/formats/profile.md): the first document only, keys that are not
/// known are passed over, keys that are there twice are not.
/// </summary>
public static partial class ProfileReader
{
    /// <summary>All keys of profiles, of today and of earlier releases, whatever level they are at.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        "baseProfileName", "arch", "platform", "board", "secureboot", "name", "version", "customization", "input", "overlay", "output",
        "extraKernelArgs", "metaContents", "embeddedMachineConfiguration", "key", "value",
        "kernel", "initramfs", "sdStub", "sdBoot", "baseInstaller", "imageCache", "overlayInstaller", "systemExtensions", "path",
        "imageRef", "forceInsecure", "tarballPath", "ociPath", "image", "options",
        "secureBootSigner", "pcrSigner", "platformKeyPath", "keyExchangeKeyPath", "signatureKeyPath", "includeWellKnownCerts",
        "signingKeyPath", "signingCertPath", "pcrSigningKeyPath",
        "keyPath", "certPath", "azureVaultURL", "azureCertificateID", "azureKeyID", "azureKeyVersion", "awsKMSKeyID", "awsRegion", "awsCertPath",
        "awsCertARN", "signerAddress",
        "kind", "imageOptions", "isoOptions", "outFormat", "diskSize", "diskFormat", "diskFormatOptions", "diskSectorSize", "bootloader", "sdBootEnrollKeys",
    ];

    // A profile may hold a whole machine configuration.
    static readonly YamlLimits Limits = YamlLimits.Default with { Length = 4 * 1024 * 1024 };

    /// <summary>Reads a profile.</summary>
    /// <param name="document">The YAML document.</param>
    /// <returns>The profile as it is written: no defaults are filled.</returns>
    /// <exception cref="ProfileValidationException">The document cannot be read (TB1012); the message tells the places.</exception>
    public static Profile Read(string document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var (profile, problems) = Decode(document, refusesUnknownFields: false);
        return problems.Count == 0
            ? profile
            : throw new ProfileValidationException(
                [.. problems.Select(problem => new ProfileProblem(
                    DiagnosticIds.InvalidProfileDocument, problem.Path, $"line {problem.Line}: {problem.Text}"))],
                innerException: null);
    }

    /// <summary>Finds the keys that <see cref="Read"/> passes over, for programs that warn of them.</summary>
    /// <param name="document">A document that can be read.</param>
    /// <returns>The first 20 of them, in their order.</returns>
    /// <exception cref="ProfileValidationException">The document cannot be read (TB1012).</exception>
    public static IReadOnlyList<UnknownProfileKey> FindUnknownKeys(string document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return
        [
            .. Decode(document, refusesUnknownFields: true).Problems.Where(problem => problem.Failure == GoDecodeFailure.UnknownField)
                .Select(problem => new UnknownProfileKey(problem.Path[(problem.Path.LastIndexOf('.') + 1)..], problem.Path, problem.Line)),
        ];
    }

    static (Profile Profile, IReadOnlyList<GoDecodeProblem> Problems) Decode(string document, bool refusesUnknownFields)
    {
        var draft = new Draft<Profile>(new Profile());
        var decoder = new GoDecoder(GoYamlDialect.YamlV4Rc6, refusesUnknownFields);
        try
        {
            decoder.Structure(YamlDocumentReader.Read(document, Limits), "profile.Profile", draft, ReadProfileField);
        }
        catch (YamlReadException exception)
        {
            throw new ProfileValidationException(
                DiagnosticIds.InvalidProfileDocument, string.Empty, exception.ToGoText(GoYamlDialect.YamlV4Rc6), exception);
        }

        return (draft.Value, decoder.Problems);
    }

    static bool ReadProfileField(GoDecoder decoder, Draft<Profile> draft, string name, YamlNode value)
    {
        var profile = draft.Value;
        switch (name)
        {
            case "baseProfileName":
                draft.Value = profile with { BaseProfileName = decoder.Text(value) ?? profile.BaseProfileName };
                return true;
            case "arch":
                draft.Value = profile with { Arch = decoder.Text(value) ?? profile.Arch };
                return true;
            case "platform":
                draft.Value = profile with { Platform = decoder.Text(value) ?? profile.Platform };
                return true;
            case "board":
                draft.Value = profile with { Board = decoder.Text(value) ?? profile.Board };
                return true;
            case "secureboot":
                draft.Value = profile with { SecureBoot = decoder.Boolean(value) };
                return true;
            case "name":
                draft.Value = profile with { Name = decoder.Text(value) ?? profile.Name };
                return true;
            case "version":
                draft.Value = profile with { Version = decoder.Text(value) ?? profile.Version };
                return true;
            case "customization":
                draft.Value = profile with { Customization = ReadInto(decoder, value, "profile.CustomizationProfile", profile.Customization, ReadCustomizationField) };
                return true;
            case "input":
                draft.Value = profile with { Input = ReadInto(decoder, value, "profile.Input", profile.Input, ReadInputField) };
                return true;
            case "overlay":
                draft.Value = profile with { Overlay = ReadOptional(decoder, value, "profile.OverlayOptions", profile.Overlay, ReadOverlayField) };
                return true;
            case "output":
                draft.Value = profile with { Output = ReadInto(decoder, value, "profile.Output", profile.Output, ReadOutputField) };
                return true;
            default:
                return false;
        }
    }

    static bool ReadCustomizationField(GoDecoder decoder, Draft<ProfileCustomization> draft, string name, YamlNode value)
    {
        var customization = draft.Value;
        switch (name)
        {
            case "extraKernelArgs":
                draft.Value = customization with { ExtraKernelArgs = decoder.TextList(value) };
                return true;
            case "metaContents":
                var values = new List<MetaValue>();
                decoder.List(value, "meta.Values", values, static (item, list, node) =>
                    AddInto(list, item, node, "meta.Value", new MetaValue(0, string.Empty), ReadMetaField));
                draft.Value = customization with { MetaContents = values };
                return true;
            case "embeddedMachineConfiguration":
                draft.Value = customization with { EmbeddedMachineConfiguration = decoder.Text(value) ?? customization.EmbeddedMachineConfiguration };
                return true;
            default:
                return false;
        }
    }

    static bool ReadMetaField(GoDecoder decoder, Draft<MetaValue> draft, string name, YamlNode value)
    {
        switch (name)
        {
            case "key":
                draft.Value = draft.Value with { Key = (byte)(decoder.UnsignedInteger(value, "uint8", byte.MaxValue) ?? draft.Value.Key) };
                return true;
            case "value":
                draft.Value = draft.Value with { Value = decoder.Text(value) ?? draft.Value.Value };
                return true;
            default:
                return false;
        }
    }

    static bool ReadOverlayField(GoDecoder decoder, Draft<ProfileOverlay> draft, string name, YamlNode value)
    {
        switch (name)
        {
            case "name":
                draft.Value = draft.Value with { Name = decoder.Text(value) ?? draft.Value.Name };
                return true;
            case "image":
                draft.Value = draft.Value with { Image = ReadAsset(decoder, value, draft.Value.Image) };
                return true;
            case "options":
                draft.Value = draft.Value with { Options = decoder.TextMapping(value) ?? draft.Value.Options };
                return true;
            default:
                return false;
        }
    }

    static bool ReadOutputField(GoDecoder decoder, Draft<ProfileOutput> draft, string name, YamlNode value)
    {
        var output = draft.Value;
        switch (name)
        {
            case "kind":
                draft.Value = output with { Kind = decoder.Word(value, "OutputKind", EnumText.OutputKinds) ?? output.Kind };
                return true;
            case "imageOptions":
                draft.Value = output with { ImageOptions = ReadOptional(decoder, value, "profile.ImageOptions", output.ImageOptions, ReadImageField) };
                return true;
            case "isoOptions":
                draft.Value = output with { IsoOptions = ReadOptional(decoder, value, "profile.ISOOptions", output.IsoOptions, ReadIsoField) };
                return true;
            case "outFormat":
                draft.Value = output with { OutFormat = decoder.Word(value, "OutFormat", EnumText.OutFormats) ?? output.OutFormat };
                return true;
            default:
                return false;
        }
    }

    static bool ReadImageField(GoDecoder decoder, Draft<ProfileImageOptions> draft, string name, YamlNode value)
    {
        var image = draft.Value;
        switch (name)
        {
            case "diskSize":
                draft.Value = image with { DiskSize = (long)(decoder.Integer(value, "int64", long.MinValue, long.MaxValue) ?? image.DiskSize) };
                return true;
            case "diskFormat":
                draft.Value = image with { DiskFormat = decoder.Word(value, "DiskFormat", EnumText.DiskFormats) ?? image.DiskFormat };
                return true;
            case "diskFormatOptions":
                draft.Value = image with { DiskFormatOptions = decoder.Text(value) ?? image.DiskFormatOptions };
                return true;
            case "diskSectorSize":
                draft.Value = image with { DiskSectorSize = (uint)(decoder.UnsignedInteger(value, "uint", uint.MaxValue) ?? image.DiskSectorSize) };
                return true;
            case "bootloader":
                draft.Value = image with { Bootloader = decoder.Word(value, "BootloaderKind", EnumText.Bootloaders) ?? image.Bootloader };
                return true;
            case "sdBootEnrollKeys":
                draft.Value = image with { SdBootEnrollKeys = decoder.Word(value, "SDBootEnrollKeys", EnumText.Enrollments) ?? image.SdBootEnrollKeys };
                return true;
            default:
                return false;
        }
    }

    static bool ReadIsoField(GoDecoder decoder, Draft<ProfileIsoOptions> draft, string name, YamlNode value)
    {
        switch (name)
        {
            case "bootloader":
                draft.Value = draft.Value with { Bootloader = decoder.Word(value, "BootloaderKind", EnumText.Bootloaders) ?? draft.Value.Bootloader };
                return true;
            case "sdBootEnrollKeys":
                draft.Value = draft.Value with
                {
                    SdBootEnrollKeys = decoder.Word(value, "SDBootEnrollKeys", EnumText.Enrollments) ?? draft.Value.SdBootEnrollKeys,
                };
                return true;
            default:
                return false;
        }
    }

    static T ReadInto<T>(GoDecoder decoder, YamlNode node, string goType, T start, Func<GoDecoder, Draft<T>, string, YamlNode, bool> member)
    {
        var draft = new Draft<T>(start);
        decoder.Structure(node, goType, draft, member);
        return draft.Value;
    }

    /// <summary>Reads an item of a list: a null is none upstream.</summary>
    static void AddInto<T>(List<T> list, GoDecoder decoder, YamlNode node, string goType, T start, Func<GoDecoder, Draft<T>, string, YamlNode, bool> member)
    {
        var draft = new Draft<T>(start);
        if (decoder.Structure(node, goType, draft, member))
        {
            list.Add(draft.Value);
        }
    }

    /// <summary>Reads what a pointer points to upstream: a null leaves it out.</summary>
    static T? ReadOptional<T>(GoDecoder decoder, YamlNode node, string goType, T? start, Func<GoDecoder, Draft<T>, string, YamlNode, bool> member)
        where T : class, new() => decoder.IsNull(node) ? null : ReadInto(decoder, node, goType, start ?? new T(), member);

    /// <summary>What is read so far.</summary>
    sealed class Draft<T>(T value)
    {
        public T Value { get; set; } = value;
    }
}
