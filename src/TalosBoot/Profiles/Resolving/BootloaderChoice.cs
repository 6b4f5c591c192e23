using TalosBoot.Core.Versions;
using TalosBoot.Schematics;

namespace TalosBoot.Profiles.Resolving;

/// <summary>What starts the kernel of an asset (docs/formats/profile.md, docs/formats/iso.md). The one place that decides it.</summary>
internal static class BootloaderChoice
{
    /// <summary>The bootloader of an ISO or a disk image; <see cref="BootloaderKind.None"/> for outputs that have none.</summary>
    public static BootloaderKind Of(Profile profile, TalosQuirks quirks) => profile.Output.Kind switch
    {
        OutputKind.Iso or OutputKind.Image when profile.SecureBoot == true => BootloaderKind.SdBoot,
        OutputKind.Image => OrUsual(profile.Output.ImageOptions?.Bootloader, profile, quirks),
        OutputKind.Iso when quirks.IsoSupportsSettingBootloader => OrUsual(profile.Output.IsoOptions?.Bootloader, profile, quirks),

        // Before there was a choice, an ISO was what its release made of it, whatever a profile says and for both architectures.
        OutputKind.Iso => quirks.UsesSystemdBoot ? BootloaderKind.DualBoot : BootloaderKind.Grub,
        _ => BootloaderKind.None,
    };

    static BootloaderKind OrUsual(BootloaderKind? chosen, Profile profile, TalosQuirks quirks) => chosen switch
    {
        { } kind and not BootloaderKind.None => kind,
        _ when profile.Arch == "arm64" && quirks.UsesSystemdBootOnArm64 => BootloaderKind.SdBoot,
        _ when !quirks.UsesSystemdBoot => BootloaderKind.Grub,
        _ => BootloaderKind.DualBoot,
    };
}
