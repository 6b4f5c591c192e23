using TalosBoot.Boot.Loader;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;
using TalosBoot.Schematics;

namespace TalosBoot.Planning;

/// <summary>
/// Says in a profile what a schematic asks for, as an Image Factory does (docs/formats/factory.md): what counts for which kind of output. Extensions and the overlay,
/// which are named by name, are not among it.
/// </summary>
internal static class SchematicRules
{
    static readonly TalosVersion FirstWithOverlays = new(1, 7, 0);
    static readonly TalosVersion FirstWithEmbeddedConfiguration = new(1, 12, 0);

    /// <summary>Whether a kind of output holds an initramfs, and with it extensions, an overlay and a machine configuration.</summary>
    public static bool HasInitramfs(OutputKind kind) => kind is not (OutputKind.Cmdline or OutputKind.Kernel);

    /// <summary>Adds what a schematic asks for to a profile, behind what is there.</summary>
    /// <param name="profile">The profile, over its base, and without its defaults.</param>
    /// <param name="schematic">The schematic.</param>
    /// <exception cref="UnsupportedByTalosException">The Talos version has no such thing (TB8004, TB8005).</exception>
    /// <exception cref="ProfileValidationException">The word for the enrollment of keys is none (TB1013).</exception>
    public static Profile Apply(Profile profile, Schematic schematic)
    {
        var quirks = new TalosQuirks(TalosVersion.Parse(profile.Version));
        var custom = schematic.Customization;
        var result = profile;
        if (HasInitramfs(profile.Output.Kind) && custom.EmbeddedMachineConfiguration is { Length: > 0 } configuration)
        {
            Require(
                quirks.SupportsEmbeddedConfiguration, DiagnosticIds.EmbeddedConfigurationNotSupported, "embedding configuration", quirks,
                FirstWithEmbeddedConfiguration);
            result = result with { Customization = result.Customization with { EmbeddedMachineConfiguration = configuration } };
        }

        if (profile.SecureBoot == true)
        {
            result = ApplySecureBoot(result, custom.SecureBoot);
        }

        if (schematic.Overlay.Name.Length > 0)
        {
            Require(quirks.SupportsOverlay, DiagnosticIds.OverlayNotSupported, "overlay", quirks, FirstWithOverlays);
        }

        if (HasInitramfs(profile.Output.Kind) && schematic.Overlay.Name.Length > 0)
        {
            // Its image is found in the catalog of the Talos release, by this name alone, and it is the one that an installer carries.
            result = result with
            {
                Overlay = new ProfileOverlay { Name = schematic.Overlay.Name, Options = schematic.Overlay.Options },
                Input = result.Input with { OverlayInstaller = ContainerAsset.None },
            };
        }

        return ApplyCustomization(result, custom, quirks) with { Name = profile.Name.Length == 0 ? Profiles.Resolving.ProfileResolver.DefaultName : profile.Name };
    }

    static Profile ApplySecureBoot(Profile profile, SchematicSecureBoot secureBoot)
    {
        var inputs = profile.Input.SecureBoot;
        var result = secureBoot.IncludeWellKnownCertificates
            ? profile with { Input = profile.Input with { SecureBoot = (inputs ?? new ProfileSecureBoot()) with { IncludeWellKnownCertificates = true } } }
            : profile;
        if (secureBoot.EnrollKeys.Length == 0)
        {
            return result;
        }

        // It is checked for every kind, and counts for two.
        var enrollment = ReadEnrollment(secureBoot.EnrollKeys);
        return profile.Output.Kind switch
        {
            OutputKind.Iso => result with { Output = WithIso(result.Output, iso => iso with { SdBootEnrollKeys = enrollment }) },
            OutputKind.Image => result with { Output = WithDisk(result.Output, disk => disk with { SdBootEnrollKeys = enrollment }) },
            _ => result,
        };
    }

    static Profile ApplyCustomization(Profile profile, SchematicCustomization custom, TalosQuirks quirks) => profile.Output.Kind switch
    {
        OutputKind.Installer or OutputKind.Uki when profile.SecureBoot == true || quirks.SupportsUnifiedInstaller => WithArguments(profile, custom),
        OutputKind.Cmdline => WithMeta(WithArguments(profile, custom), custom),
        OutputKind.Iso => WithMeta(WithArguments(profile, custom), custom) with
        {
            Output = custom.Bootloader == BootloaderKind.None ? profile.Output : WithIso(profile.Output, iso => iso with { Bootloader = custom.Bootloader }),
        },
        OutputKind.Image => WithMeta(WithArguments(profile, custom), custom) with
        {
            Output = WithDisk(profile.Output, disk => disk with
            {
                Bootloader = custom.Bootloader == BootloaderKind.None ? disk.Bootloader : custom.Bootloader,
                DiskSectorSize = custom.DiskSectorSize == 0 ? disk.DiskSectorSize : (uint)Math.Min(custom.DiskSectorSize, uint.MaxValue),
            }),
        },
        _ => profile,
    };

    static Profile WithArguments(Profile profile, SchematicCustomization custom) => profile with
    {
        Customization = profile.Customization with { ExtraKernelArgs = [.. profile.Customization.ExtraKernelArgs, .. custom.ExtraKernelArgs] },
    };

    static Profile WithMeta(Profile profile, SchematicCustomization custom) => profile with
    {
        Customization = profile.Customization with { MetaContents = [.. profile.Customization.MetaContents, .. custom.Meta] },
    };

    static ProfileOutput WithIso(ProfileOutput output, Func<ProfileIsoOptions, ProfileIsoOptions> change) =>
        output with { IsoOptions = change(output.IsoOptions ?? new ProfileIsoOptions()) };

    static ProfileOutput WithDisk(ProfileOutput output, Func<ProfileImageOptions, ProfileImageOptions> change) =>
        output with { ImageOptions = change(output.ImageOptions ?? new ProfileImageOptions()) };

    static SecureBootEnrollment ReadEnrollment(string text) => EnumText.Enrollments.TryGetValue(text, out var enrollment)
        ? enrollment
        : throw new ProfileValidationException(
            DiagnosticIds.UnknownEnumText, "customization.secureboot.enrollKeys",
            $"invalid secureboot enrollKeys value \"{text}\": {text} does not belong to SDBootEnrollKeys values. "
            + $"Choose one of: {string.Join(", ", EnumText.Enrollments.Keys)}.");

    static void Require(bool supported, string id, string feature, TalosQuirks quirks, TalosVersion minimum)
    {
        if (!supported)
        {
            throw new UnsupportedByTalosException(
                id, feature, quirks.Version, minimum,
                $"{feature} is not supported for Talos version {quirks.Version.Text}. It came with {minimum.Text}.");
        }
    }
}
