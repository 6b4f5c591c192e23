using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Schematics;

namespace TalosBoot.Profiles.Resolving;

/// <summary>Fills what a profile leaves open (docs/formats/profile.md).</summary>
internal static class ProfileDefaults
{
    const long MiB = 1024 * 1024;

    /// <summary>The size that the BOOT partition has in the sizes of the built-in profiles.</summary>
    const long BootPartitionInBaseSize = 1000 * MiB;

    // No file system of a host holds a file near it. It leaves room for what is added here, and for an image cache.
    const long MaximumDiskSize = 1024L * 1024 * 1024 * MiB;

    /// <summary>Fills the inputs, then the output. To fill again changes nothing.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="fileExists">
    /// Tells whether a file of <c>/secureboot</c> exists, which upstream's imager takes keys from; null: nothing is taken from there.
    /// </param>
    public static Profile Fill(Profile profile, Func<string, bool>? fileExists)
    {
        var quirks = new TalosQuirks(TalosVersion.Parse(profile.Version));
        return profile with { Input = FillInput(profile, quirks, fileExists), Output = FillOutput(profile, quirks) };
    }

    /// <summary>The reference of the image that the installer of a release is made from.</summary>
    public static string BaseInstallerReference(TalosQuirks quirks) =>
        $"ghcr.io/siderolabs/{(quirks.SupportsUnifiedInstaller ? "installer-base" : "installer")}:{quirks.Version.Text}";

    static ProfileInput FillInput(Profile profile, TalosQuirks quirks, Func<string, bool>? fileExists)
    {
        var input = profile.Input;
        var folder = $"/usr/install/{profile.Arch}";
        return input with
        {
            KernelPath = Or(input.KernelPath, $"{folder}/vmlinuz"),
            InitramfsPath = Or(input.InitramfsPath, $"{folder}/initramfs.xz"),
            SdStubPath = Or(input.SdStubPath, $"{folder}/systemd-stub.efi"),
            SdBootPath = Or(input.SdBootPath, $"{folder}/systemd-boot.efi"),
            BaseInstaller = input.BaseInstaller == ContainerAsset.None
                ? new ContainerAsset { ImageRef = BaseInstallerReference(quirks) }
                : input.BaseInstaller,
            SecureBoot = profile.SecureBoot == true ? FillSecureBoot(input.SecureBoot ?? new ProfileSecureBoot(), fileExists) : input.SecureBoot,
        };
    }

    static ProfileSecureBoot FillSecureBoot(ProfileSecureBoot secureBoot, Func<string, bool>? fileExists) =>
        fileExists is null ? secureBoot : secureBoot.WithFolder("/secureboot", fileExists);

    static ProfileOutput FillOutput(Profile profile, TalosQuirks quirks)
    {
        var output = profile.Output;
        switch (output.Kind)
        {
            case OutputKind.Image:
                var image = output.ImageOptions ?? new ProfileImageOptions();
                var bootloader = BootloaderChoice.Of(profile, quirks);
                var growth = quirks.BootPartitionSize - BootPartitionInBaseSize
                    + (bootloader == BootloaderKind.DualBoot ? TalosQuirks.BiosPartitionSize + quirks.BootPartitionSize : 0);
                var requested = image.RequestedDiskSize ?? image.DiskSize;
                if (requested > MaximumDiskSize)
                {
                    throw new ProfileValidationException(
                        DiagnosticIds.DiskSizeUnsupported, "output.imageOptions.diskSize",
                        $"a disk of {requested} bytes is not possible: the largest has {MaximumDiskSize} bytes. Give a smaller size.");
                }

                return output with
                {
                    ImageOptions = image with { Bootloader = bootloader, DiskSize = requested + growth, RequestedDiskSize = requested },
                };

            case OutputKind.Iso when quirks.IsoSupportsSettingBootloader:
                return output with { IsoOptions = (output.IsoOptions ?? new ProfileIsoOptions()) with { Bootloader = BootloaderChoice.Of(profile, quirks) } };

            default:
                return output;
        }
    }

    static string Or(string value, string fallback) => value.Length == 0 ? fallback : value;
}
