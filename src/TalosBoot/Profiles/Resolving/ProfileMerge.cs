namespace TalosBoot.Profiles.Resolving;

/// <summary>
/// Lays one profile over another, field by field (docs/formats/profile.md): texts, numbers and enumerations of the upper one win unless they are empty
/// or zero, plain booleans always win, and lists are joined.
/// </summary>
internal static class ProfileMerge
{
    public static Profile Over(Profile lower, Profile upper) => new()
    {
        BaseProfileName = Text(lower.BaseProfileName, upper.BaseProfileName),
        Arch = Text(lower.Arch, upper.Arch),
        Platform = Text(lower.Platform, upper.Platform),
        Board = Text(lower.Board, upper.Board),
        SecureBoot = upper.SecureBoot ?? lower.SecureBoot,
        Name = Text(lower.Name, upper.Name),
        Version = Text(lower.Version, upper.Version),
        Customization = new ProfileCustomization
        {
            ExtraKernelArgs = [.. lower.Customization.ExtraKernelArgs, .. upper.Customization.ExtraKernelArgs],
            MetaContents = [.. lower.Customization.MetaContents, .. upper.Customization.MetaContents],
            EmbeddedMachineConfiguration = Text(
                lower.Customization.EmbeddedMachineConfiguration, upper.Customization.EmbeddedMachineConfiguration),
        },
        Input = Inputs(lower.Input, upper.Input),
        Overlay = Both(lower.Overlay, upper.Overlay, Overlays),
        Output = new ProfileOutput
        {
            Kind = Choice(lower.Output.Kind, upper.Output.Kind),
            ImageOptions = Both(lower.Output.ImageOptions, upper.Output.ImageOptions, Images),
            IsoOptions = Both(lower.Output.IsoOptions, upper.Output.IsoOptions, Isos),
            OutFormat = Choice(lower.Output.OutFormat, upper.Output.OutFormat),
        },
    };

    static ProfileInput Inputs(ProfileInput lower, ProfileInput upper) => new()
    {
        KernelPath = Text(lower.KernelPath, upper.KernelPath),
        InitramfsPath = Text(lower.InitramfsPath, upper.InitramfsPath),
        KernelContent = upper.KernelContent ?? lower.KernelContent,
        InitramfsContent = upper.InitramfsContent ?? lower.InitramfsContent,
        SdStubPath = Text(lower.SdStubPath, upper.SdStubPath),
        SdBootPath = Text(lower.SdBootPath, upper.SdBootPath),
        BaseInstaller = Assets(lower.BaseInstaller, upper.BaseInstaller),
        ImageCache = Assets(lower.ImageCache, upper.ImageCache),
        OverlayInstaller = Assets(lower.OverlayInstaller, upper.OverlayInstaller),
        SecureBoot = Both(lower.SecureBoot, upper.SecureBoot, SecureBoots),
        SystemExtensions = [.. lower.SystemExtensions, .. upper.SystemExtensions],
    };

    static ContainerAsset Assets(ContainerAsset lower, ContainerAsset upper) => new()
    {
        ImageRef = Text(lower.ImageRef, upper.ImageRef),
        ForceInsecure = upper.ForceInsecure,
        TarballPath = Text(lower.TarballPath, upper.TarballPath),
        OciPath = Text(lower.OciPath, upper.OciPath),
        MirrorOf = Text(lower.MirrorOf, upper.MirrorOf),
        Memory = upper.Memory ?? lower.Memory,
    };

    static ProfileSecureBoot SecureBoots(ProfileSecureBoot lower, ProfileSecureBoot upper) => new()
    {
        SecureBootSigner = Signers(lower.SecureBootSigner, upper.SecureBootSigner),
        PcrSigner = Signers(lower.PcrSigner, upper.PcrSigner),
        PlatformKeyPath = Text(lower.PlatformKeyPath, upper.PlatformKeyPath),
        KeyExchangeKeyPath = Text(lower.KeyExchangeKeyPath, upper.KeyExchangeKeyPath),
        SignatureKeyPath = Text(lower.SignatureKeyPath, upper.SignatureKeyPath),
        IncludeWellKnownCertificates = upper.IncludeWellKnownCertificates,
    };

    static ProfileSigner Signers(ProfileSigner lower, ProfileSigner upper) => new()
    {
        KeyPath = Text(lower.KeyPath, upper.KeyPath),
        CertPath = Text(lower.CertPath, upper.CertPath),
        AzureVaultUrl = Text(lower.AzureVaultUrl, upper.AzureVaultUrl),
        AzureCertificateId = Text(lower.AzureCertificateId, upper.AzureCertificateId),
        AzureKeyId = Text(lower.AzureKeyId, upper.AzureKeyId),
        AzureKeyVersion = Text(lower.AzureKeyVersion, upper.AzureKeyVersion),
        AwsKmsKeyId = Text(lower.AwsKmsKeyId, upper.AwsKmsKeyId),
        AwsRegion = Text(lower.AwsRegion, upper.AwsRegion),
        AwsCertPath = Text(lower.AwsCertPath, upper.AwsCertPath),
        AwsCertArn = Text(lower.AwsCertArn, upper.AwsCertArn),
        SignerAddress = Text(lower.SignerAddress, upper.SignerAddress),
    };

    static ProfileOverlay Overlays(ProfileOverlay lower, ProfileOverlay upper) => new()
    {
        Name = Text(lower.Name, upper.Name),
        Image = Assets(lower.Image, upper.Image),
        Options = OverlayOptionsMerge.Over(lower.Options, upper.Options),
    };

    static ProfileImageOptions Images(ProfileImageOptions lower, ProfileImageOptions upper) => new()
    {
        DiskSize = upper.DiskSize == 0 ? lower.DiskSize : upper.DiskSize,
        DiskFormat = Choice(lower.DiskFormat, upper.DiskFormat),
        DiskFormatOptions = Text(lower.DiskFormatOptions, upper.DiskFormatOptions),
        DiskSectorSize = upper.DiskSectorSize == 0 ? lower.DiskSectorSize : upper.DiskSectorSize,
        Bootloader = Choice(lower.Bootloader, upper.Bootloader),
        SdBootEnrollKeys = Choice(lower.SdBootEnrollKeys, upper.SdBootEnrollKeys),
        RequestedDiskSize = upper.DiskSize == 0 ? lower.RequestedDiskSize : upper.RequestedDiskSize,
    };

    static ProfileIsoOptions Isos(ProfileIsoOptions lower, ProfileIsoOptions upper) => new()
    {
        SdBootEnrollKeys = Choice(lower.SdBootEnrollKeys, upper.SdBootEnrollKeys),
        Bootloader = Choice(lower.Bootloader, upper.Bootloader),
    };

    static string Text(string lower, string upper) => upper.Length == 0 ? lower : upper;

    static T Choice<T>(T lower, T upper)
        where T : struct, Enum => EqualityComparer<T>.Default.Equals(upper, default) ? lower : upper;

    static T? Both<T>(T? lower, T? upper, Func<T, T, T> merge)
        where T : class => (lower, upper) switch
        {
            (_, null) => lower,
            (null, _) => upper,
            _ => merge(lower, upper),
        };
}
