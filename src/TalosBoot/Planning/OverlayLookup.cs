using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Core.Work;
using TalosBoot.Inputs;
using TalosBoot.Oci;
using TalosBoot.Overlays;
using TalosBoot.Overlays.Boards;
using TalosBoot.Overlays.Catalogs;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Resolving;
using TalosBoot.Schematics;

namespace TalosBoot.Planning;

/// <summary>Looks at the overlay of a request while it is resolved: which image it is, and what its profiles say (docs/formats/installer.md, docs/formats/factory.md).</summary>
/// <param name="images">Where images are.</param>
/// <param name="options">The options of the engine.</param>
/// <param name="context">Takes warnings.</param>
internal sealed class OverlayLookup(ImageStore images, TalosBootOptions options, BuildContext context)
{
    static readonly TalosVersion FirstWithOverlays = new(1, 7, 0);
    static readonly IReadOnlyDictionary<string, Profile> NoProfiles = new Dictionary<string, Profile>();

    /// <summary>The profile with the image of its overlay, which the catalog of the Talos release gives where only a name was told.</summary>
    /// <exception cref="UnsupportedByTalosException">The Talos version has no overlays (TB8005).</exception>
    /// <exception cref="ProfileValidationException">There is no such overlay in the catalog (TB1018), or no version that tells the catalog (TB1015).</exception>
    public async Task<Profile> LocateAsync(Profile profile, CancellationToken cancellationToken)
    {
        if (profile.Overlay is not { } overlay)
        {
            return profile;
        }

        if (profile.Version.Length == 0)
        {
            // It is looked at when it has been laid over its base, which may be one of the overlay's profiles.
            return overlay.Image != ContainerAsset.None ? profile : throw ProfileResolver.VersionRequired();
        }

        RequireOverlays(profile);
        if (overlay.Image == ContainerAsset.None)
        {
            overlay = overlay with { Image = await FindInCatalogAsync(overlay.EffectiveName, profile, cancellationToken).ConfigureAwait(false) };
        }

        return profile with { Overlay = overlay };
    }

    /// <summary>Refuses an overlay for a Talos version that has none.</summary>
    /// <exception cref="UnsupportedByTalosException">The Talos version has no overlays (TB8005).</exception>
    public static void RequireOverlays(Profile profile)
    {
        if (profile.Overlay is not null && new TalosQuirks(TalosVersion.Parse(profile.Version)) is { SupportsOverlay: false } quirks)
        {
            throw new UnsupportedByTalosException(
                DiagnosticIds.OverlayNotSupported, "overlay", quirks.Version, FirstWithOverlays,
                $"overlay is not supported for Talos version {profile.Version}. It came with 1.7.");
        }
    }

    /// <summary>The profiles that the overlay brings, where they matter: for a base profile, or the bootloader of a disk image.</summary>
    public async Task<IReadOnlyDictionary<string, Profile>> ReadProfilesAsync(Profile profile, CancellationToken cancellationToken) =>
        profile.BaseProfileName.Length > 0 || (profile.Output.Kind == OutputKind.Image && profile.Version.Length > 0)
            ? await ReadAllProfilesAsync(profile, cancellationToken).ConfigureAwait(false) : NoProfiles;

    /// <summary>The profiles that the overlay brings.</summary>
    public async Task<IReadOnlyDictionary<string, Profile>> ReadAllProfilesAsync(Profile profile, CancellationToken cancellationToken)
    {
        if (profile.Overlay is not { } overlay)
        {
            return NoProfiles;
        }

        var target = ArchitectureNames.TryParse(profile.Arch, out var told) ? told : ArchitectureNames.Host;
        var architecture = ArchitectureOf(overlay, target, options);
        var image = await images.FindAsync(overlay.Image, architecture, cancellationToken).ConfigureAwait(false);
        return await images.ReadAsync(
            image, architecture, tree => new OverlayImage(image.Name, ReferenceOf(overlay.Image), tree).ReadProfiles(), context, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Merges what an Image Factory takes of an overlay's profile for its own. Only where the overlay was named by a schematic.</summary>
    public static Profile MergeOfSchematic(Profile profile, IReadOnlyDictionary<string, Profile> profiles) =>
        Find(profile, profiles) is { } brought ? ProfileResolver.MergeOverlayProfile(profile, brought) : profile;

    /// <summary>A disk image that names no bootloader with the one that its overlay's profile names.</summary>
    public static Profile WithBootloaderOf(Profile profile, IReadOnlyDictionary<string, Profile> profiles) =>
        Find(profile, profiles) is { } brought ? ProfileResolver.WithBootloaderOf(profile, brought) : profile;

    /// <summary>
    /// Starts a disk image with GRUB where an overlay that names no bootloader has none to be started by: systemd-boot would install nothing of it
    /// (docs/formats/installer.md).
    /// </summary>
    public Profile ChooseBootloader(Profile profile, IReadOnlyDictionary<string, Profile> profiles)
    {
        if (profile.Overlay is not { } overlay || profile.Output.Kind != OutputKind.Image || profile.SecureBoot == true
            || profile.Output.ImageOptions is { Bootloader: not BootloaderKind.None }
            || Find(profile, profiles)?.Output.ImageOptions is { Bootloader: not BootloaderKind.None }
            || BootloaderChoice.Of(profile, new TalosQuirks(TalosVersion.Parse(profile.Version))) == BootloaderKind.Grub)
        {
            return profile;
        }

        context.Warn(new Diagnostic(
            DiagnosticIds.OverlayBootloaderForced,
            $"the overlay {overlay.EffectiveName} names no bootloader, and neither does the request: GRUB was taken, since systemd-boot would install nothing of the "
            + "overlay. Choose a bootloader to be sure."));
        return ProfileResolver.WithBootloader(profile, BootloaderKind.Grub);
    }

    /// <summary>
    /// Of which architecture the image is taken: that of the machine, as installers carry it, where no program is run; for a program that of this machine.
    /// </summary>
    public static Architecture ArchitectureOf(ProfileOverlay overlay, Architecture target, TalosBootOptions options)
    {
        var reference = ReferenceOf(overlay.Image);
        return options.FindOverlay is not null || OfficialBoards.Find(reference?.Repository, overlay.EffectiveName, ReleaseTag.TryParse(reference?.WrittenTag)) is not null
            ? target
            : ArchitectureNames.Host;
    }

    /// <summary>What the image is called, also where it lies in a layout; an archive may be of anything, unless it is told of what.</summary>
    public static ImageReference? ReferenceOf(ContainerAsset asset) => asset.MirrorOf.Length > 0 ? ImageReference.Parse(asset.MirrorOf)
        : asset.Memory is null && asset.TarballPath.Length == 0 && ImageReference.TryParse(asset.ImageRef, out var reference) ? reference : null;

    async Task<ContainerAsset> FindInCatalogAsync(string name, Profile profile, CancellationToken cancellationToken)
    {
        var reference = options.OverlayCatalogReference(profile.Version);
        var image = await images.FindAsync(reference, ArchitectureNames.Host, cancellationToken).ConfigureAwait(false);
        var overlays = await images.ReadAsync(
            image, ArchitectureNames.Host, tree => OverlayCatalogReader.Read(tree, reference), context, cancellationToken).ConfigureAwait(false);
        return overlays.FirstOrDefault(overlay => overlay.Name == name) is { } found
            ? new ContainerAsset { ImageRef = found.ToString() }
            : throw new ProfileValidationException(
                DiagnosticIds.UnknownOverlay, "overlay.name",
                $"official overlay \"{name}\" is not available for Talos version {profile.Version}. "
                + $"{reference} has: {string.Join(", ", overlays.Select(overlay => overlay.Name).Order(StringComparer.Ordinal))}. Or name its image.");
    }

    static Profile? Find(Profile profile, IReadOnlyDictionary<string, Profile> profiles) =>
        profile.Overlay is { } overlay ? profiles.GetValueOrDefault(overlay.EffectiveName) : null;
}
