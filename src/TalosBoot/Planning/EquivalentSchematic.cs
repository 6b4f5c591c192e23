using TalosBoot.Boot.Loader;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;
using TalosBoot.Schematics;

namespace TalosBoot.Planning;

/// <summary>The schematic by which an Image Factory would be asked for what a request without one asks for.</summary>
internal static class EquivalentSchematic
{
    /// <summary>Makes the schematic; null where there is none, since an extension is not an official one.</summary>
    /// <param name="profile">The profile over its base, without its defaults.</param>
    /// <param name="extensions">The extensions that were asked for beside those of the profile.</param>
    public static Schematic? Of(Profile profile, IReadOnlyList<ContainerAsset> extensions)
    {
        if (profile.Input.SystemExtensions.Count > 0 || extensions.Any(extension => extension.OfficialName is null))
        {
            return null;
        }

        var (iso, disk) = (profile.Output.IsoOptions, profile.Output.ImageOptions);
        var enrollment = (profile.Output.Kind == OutputKind.Image ? disk?.SdBootEnrollKeys : iso?.SdBootEnrollKeys) ?? SecureBootEnrollment.IfSafe;
        return new Schematic
        {
            Overlay = profile.Overlay is { } overlay ? new SchematicOverlay { Name = overlay.Name, Options = overlay.Options } : new SchematicOverlay(),
            Customization = new SchematicCustomization
            {
                EmbeddedMachineConfiguration = profile.Customization.EmbeddedMachineConfiguration,
                ExtraKernelArgs = profile.Customization.ExtraKernelArgs,
                Meta = profile.Customization.MetaContents,
                OfficialExtensions = [.. extensions.Select(extension => extension.OfficialName!)],
                Bootloader = (profile.Output.Kind == OutputKind.Image ? disk?.Bootloader : iso?.Bootloader) ?? BootloaderKind.None,
                DiskSectorSize = disk?.DiskSectorSize ?? 0,
                SecureBoot = new SchematicSecureBoot
                {
                    IncludeWellKnownCertificates = profile.Input.SecureBoot?.IncludeWellKnownCertificates ?? false,
                    EnrollKeys = enrollment == SecureBootEnrollment.IfSafe ? string.Empty : EnumText.Of(enrollment),
                },
            },
        };
    }
}
