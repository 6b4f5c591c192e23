using TalosBoot.Boot.Loader;
using TalosBoot.Core.Versions;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Releases;
using TalosBoot.Factory.Schematics;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Overlays.Catalogs;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Resolving;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Requests;

/// <summary>Makes requests for assets from profiles and schematics (docs/formats/factory.md). The order of the steps decides which failure a client is told.</summary>
internal sealed class AssetRequests(ReleaseImages images, ReleaseCatalogs catalogs, VersionList versions, OverlayProfiles overlays, ImageFactoryOptions options)
{
    const string Step = "error enhancing profile from schematic";

    // Several times those that a release has. A schematic may name one again and again, and each time makes the initramfs longer.
    const int MostExtensions = 256;

    /// <summary>Resolves a request.</summary>
    /// <param name="profile">The profile as far as the path tells it.</param>
    /// <param name="stored">The schematic.</param>
    /// <param name="release">The Talos version.</param>
    /// <param name="isForRegistry">Whether it is for an installer image of the registry front end, whose base is named by digest.</param>
    /// <param name="cancellationToken">Stops resolving.</param>
    /// <exception cref="FactoryRequestException">There is no such asset.</exception>
    public async Task<AssetRequest> ResolveAsync(
        Profile profile, StoredSchematic stored, ReleaseVersion release, bool isForRegistry, CancellationToken cancellationToken)
    {
        try
        {
            return await EnhanceAsync(profile, stored, release, isForRegistry, cancellationToken).ConfigureAwait(false);
        }
        catch (FactoryRequestException exception)
        {
            throw exception.In(Step);
        }
    }

    async Task<AssetRequest> EnhanceAsync(
        Profile profile, StoredSchematic stored, ReleaseVersion release, bool isForRegistry, CancellationToken cancellationToken)
    {
        var (schematic, customization, kind) = (stored.Schematic, stored.Schematic.Customization, profile.Output.Kind);
        var takesExtensions = kind is not (OutputKind.Cmdline or OutputKind.Kernel);
        var architecture = profile.Arch == "arm64" ? Architecture.Arm64 : Architecture.Amd64;
        var named = WithConfiguration(profile, customization, release, takesExtensions);
        named = WithSecureBoot(named, customization);
        if (schematic.Overlay.Name.Length > 0 && !release.Quirks.SupportsOverlay)
        {
            throw FactoryRequestException.Invalid($"overlay is not supported for Talos version {release.Tag}");
        }

        var built = named;
        if (kind == OutputKind.Installer)
        {
            (named, built) = await WithBaseInstallerAsync(named, release, architecture, isForRegistry, cancellationToken).ConfigureAwait(false);
        }

        var additions = new List<string>();
        if (takesExtensions)
        {
            var extensions = await FindExtensionsAsync(customization.OfficialExtensions, release, cancellationToken).ConfigureAwait(false);
            var hasExtraInfo = release.Quirks.SupportsSchematicExtraInfo;
            var own = new ContainerAsset { TarballPath = $"{stored.Id.Hex}-{(hasExtraInfo ? "true" : "false")}.tar" };
            named = WithExtensions(named, [.. extensions.Select(extension => new ContainerAsset { OciPath = $"{profile.Arch}-{extension.Digest}" }), own]);
            built = WithExtensions(built, [.. extensions.Select(extension => new ContainerAsset { ImageRef = PullReference(extension) })]);
            additions.AddRange(customization.OfficialExtensions);
            if (schematic.Overlay.Name.Length > 0)
            {
                (named, built) = await WithOverlayAsync(named, built, schematic.Overlay, release, architecture, cancellationToken).ConfigureAwait(false);
                additions.Add(schematic.Overlay.Name);
            }
        }

        named = WithArguments(named, customization, release) with { Version = release.Tag, Name = ProfileResolver.DefaultName };
        built = WithArguments(built, customization, release) with { Version = release.Tag, Name = ProfileResolver.DefaultName };
        return new AssetRequest
        {
            Named = named,
            Built = built,
            Release = release,
            Schematic = takesExtensions ? schematic : null,
            Identity = ProfileIdentity.Of(named),
            Additions = additions,
        };
    }

    static Profile WithConfiguration(Profile profile, SchematicCustomization customization, ReleaseVersion release, bool takesExtensions)
    {
        if (!takesExtensions || customization.EmbeddedMachineConfiguration.Length == 0)
        {
            return profile;
        }

        return release.Quirks.SupportsEmbeddedConfiguration
            ? profile with { Customization = profile.Customization with { EmbeddedMachineConfiguration = customization.EmbeddedMachineConfiguration } }
            : throw FactoryRequestException.Invalid($"embedding configuration is not supported for Talos version {release.Tag}");
    }

    Profile WithSecureBoot(Profile profile, SchematicCustomization customization)
    {
        if (profile.SecureBoot != true)
        {
            return profile;
        }

        if (!options.SecureBoot.IsEnabled)
        {
            throw FactoryRequestException.Invalid("secure boot is disabled");
        }

        var secured = profile with
        {
            Input = profile.Input with
            {
                SecureBoot = new ProfileSecureBoot
                {
                    SecureBootSigner = options.SecureBoot.Signer,
                    PcrSigner = options.SecureBoot.PcrSigner,
                    IncludeWellKnownCertificates = customization.SecureBoot.IncludeWellKnownCertificates,
                },
            },
        };
        return customization.SecureBoot.EnrollKeys is { Length: > 0 } text ? WithEnrollment(secured, ParseEnrollment(text)) : secured;
    }

    static Profile WithEnrollment(Profile profile, SecureBootEnrollment enrollment) => profile.Output switch
    {
        { Kind: OutputKind.Iso } output =>
            profile with { Output = output with { IsoOptions = (output.IsoOptions ?? new ProfileIsoOptions()) with { SdBootEnrollKeys = enrollment } } },
        { Kind: OutputKind.Image, ImageOptions: { } image } output =>
            profile with { Output = output with { ImageOptions = image with { SdBootEnrollKeys = enrollment } } },
        _ => profile,
    };

    static SecureBootEnrollment ParseEnrollment(string text) => text switch
    {
        "off" => SecureBootEnrollment.Off,
        "manual" => SecureBootEnrollment.Manual,
        "if-safe" => SecureBootEnrollment.IfSafe,
        "force" => SecureBootEnrollment.Force,
        _ => throw FactoryRequestException.Invalid(
            $"invalid secureboot enrollKeys value {GoQuote.Of(text)}: {text} does not belong to SDBootEnrollKeys values"),
    };

    async Task<(Profile Named, Profile Built)> WithBaseInstallerAsync(
        Profile profile, ReleaseVersion release, Architecture architecture, bool isForRegistry, CancellationToken cancellationToken)
    {
        try
        {
            await versions.RequireAsync(release, cancellationToken).ConfigureAwait(false);
        }
        catch (FactoryRequestException exception)
        {
            throw exception.In("failed to get base installer");
        }

        var component = images.InstallerComponent(release);
        var reference = images.Reference(component, ":" + release.Tag);
        var label = $":{release.Tag}";
        if (isForRegistry)
        {
            // It is taken by the digest of what is signed, the index; the identity names the image for the one platform, as upstream's does.
            var signed = await images.ResolveDigestAsync(reference, cancellationToken).ConfigureAwait(false);
            reference = images.Reference(component, $"@{signed}");
            var image = await images.ResolveAsync(reference, architecture, cancellationToken).ConfigureAwait(false);
            label = $"@{image.Digest}";
        }

        Profile With(ContainerAsset asset) => profile with { Input = profile.Input with { BaseInstaller = asset } };
        return (
            With(new ContainerAsset { ImageRef = component + label, OciPath = $"{profile.Arch}-installer-{release.Tag}" }),
            With(new ContainerAsset { ImageRef = reference }));
    }

    async Task<IReadOnlyList<OfficialExtension>> FindExtensionsAsync(
        IReadOnlyList<string> names, ReleaseVersion release, CancellationToken cancellationToken)
    {
        if (names.Count == 0)
        {
            return [];
        }

        if (names.Count > MostExtensions)
        {
            throw FactoryRequestException.Invalid($"the schematic names {names.Count} official extensions, more than {MostExtensions}");
        }

        IReadOnlyList<OfficialExtension> catalog;
        try
        {
            catalog = await catalogs.GetExtensionsAsync(release, cancellationToken).ConfigureAwait(false);
        }
        catch (FactoryRequestException exception)
        {
            throw exception.In("error getting official extensions");
        }

        OfficialExtension? Find(string name) => catalog.FirstOrDefault(extension => extension.Repository == name);
        return
        [
            .. names.Select(name => Find(name) ?? (ExtensionAliases.TryFind(name, out var successor) ? Find(successor) : null)
                ?? throw FactoryRequestException.Invalid($"official extension {GoQuote.Of(name)} is not available for Talos version {release.Tag}")),
        ];
    }

    static Profile WithExtensions(Profile profile, IReadOnlyList<ContainerAsset> extensions) =>
        profile with { Input = profile.Input with { SystemExtensions = extensions } };

    async Task<(Profile Named, Profile Built)> WithOverlayAsync(
        Profile named, Profile built, SchematicOverlay overlay, ReleaseVersion release, Architecture architecture, CancellationToken cancellationToken)
    {
        IReadOnlyList<OfficialOverlay> catalog;
        try
        {
            catalog = await catalogs.GetOverlaysAsync(release, cancellationToken).ConfigureAwait(false);
        }
        catch (FactoryRequestException exception)
        {
            throw exception.In("error getting official overlays");
        }

        // Upstream prints the empty entry of its list here, and not the name.
        var found = catalog.FirstOrDefault(entry => entry.Name == overlay.Name)
            ?? throw FactoryRequestException.Invalid($$"""official overlay {"" "" ""} is not available for Talos version {{release.Tag}}""");
        var reference = $"{images.CoreRegistry}/{images.Prefix}{found.Repository}@{found.Digest}";
        Profile With(Profile profile, ContainerAsset host, ContainerAsset target) => profile with
        {
            Overlay = new ProfileOverlay { Name = overlay.Name, Image = host, Options = overlay.Options },
            Input = profile.Input with { OverlayInstaller = target },
        };
        named = With(named, new ContainerAsset { OciPath = $"{found.Digest}" }, new ContainerAsset { OciPath = $"{named.Arch}-{found.Digest}" });

        // The namespace of the registry and the digest count for pulling only; which board of which release it is, the catalog tells.
        var pulled = new ContainerAsset { ImageRef = reference, MirrorOf = $"{found.Registry}/{found.Repository}:{found.Tag}" };
        built = With(built, pulled, pulled);
        return (
            await overlays.ApplyAsync(named, reference, overlay.Name, architecture, cancellationToken).ConfigureAwait(false),
            await overlays.ApplyAsync(built, reference, overlay.Name, architecture, cancellationToken).ConfigureAwait(false));
    }

    static Profile WithArguments(Profile profile, SchematicCustomization customization, ReleaseVersion release)
    {
        var (kind, output) = (profile.Output.Kind, profile.Output);
        var takesArguments = kind is OutputKind.Iso or OutputKind.Image or OutputKind.Cmdline
            || (kind is OutputKind.Installer or OutputKind.Uki && (profile.SecureBoot == true || release.Quirks.SupportsUnifiedInstaller));
        if (takesArguments)
        {
            profile = profile with
            {
                Customization = profile.Customization with
                {
                    ExtraKernelArgs = [.. profile.Customization.ExtraKernelArgs, .. customization.ExtraKernelArgs],
                    MetaContents = kind is OutputKind.Installer or OutputKind.Uki
                        ? profile.Customization.MetaContents : [.. profile.Customization.MetaContents, .. customization.Meta],
                },
            };
        }

        if (kind == OutputKind.Iso && customization.Bootloader != BootloaderKind.None)
        {
            return profile with { Output = output with { IsoOptions = (output.IsoOptions ?? new ProfileIsoOptions()) with { Bootloader = customization.Bootloader } } };
        }

        if (kind != OutputKind.Image || output.ImageOptions is not { } image)
        {
            return profile;
        }

        image = customization.Bootloader != BootloaderKind.None ? image with { Bootloader = customization.Bootloader } : image;
        image = customization.DiskSectorSize != 0 ? image with { DiskSectorSize = (uint)Math.Min(customization.DiskSectorSize, uint.MaxValue) } : image;
        return profile with { Output = output with { ImageOptions = image } };
    }

    string PullReference(OfficialExtension extension) =>
        $"{images.CoreRegistry}/{images.Prefix}{extension.Repository}@{extension.Digest}";
}
