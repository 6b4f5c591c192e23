using TalosBoot.Core.Versions;
using TalosBoot.Schematics;

namespace TalosBoot.Profiles;

/// <summary>Fills what a profile leaves open (profile.md 2.8).</summary>
public static class ProfileDefaults
{
    const long MiB = 1024 * 1024;

    /// <summary>The size that the BOOT partition has in the sizes of the built-in profiles.</summary>
    const long BootPartitionInBaseSize = 1000 * MiB;

    /// <summary>Fills the inputs, then the output. Filling again adds to the disk size again, as upstream does.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="fileExists">Tells whether a file exists; null for the files of this machine.</param>
    public static Profile Fill(Profile profile, Func<string, bool>? fileExists = null)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var quirks = new TalosQuirks(TalosVersion.Parse(profile.Version));
        var secureBoot = profile.SecureBoot ?? false;
        return profile with
        {
            Input = FillInput(profile, quirks, secureBoot, fileExists ?? File.Exists),
            Output = FillOutput(profile, quirks, secureBoot),
        };
    }

    static ProfileInput FillInput(Profile profile, TalosQuirks quirks, bool secureBoot, Func<string, bool> fileExists)
    {
        var input = profile.Input;
        var folder = $"/usr/install/{profile.Arch}";
        var installer = quirks.SupportsUnifiedInstaller ? "installer-base" : "installer";
        return input with
        {
            KernelPath = Or(input.KernelPath, $"{folder}/vmlinuz"),
            InitramfsPath = Or(input.InitramfsPath, $"{folder}/initramfs.xz"),
            SdStubPath = Or(input.SdStubPath, $"{folder}/systemd-stub.efi"),
            SdBootPath = Or(input.SdBootPath, $"{folder}/systemd-boot.efi"),
            BaseInstaller = input.BaseInstaller == ContainerAsset.None
                ? new ContainerAsset { ImageRef = $"ghcr.io/siderolabs/{installer}:{profile.Version}" }
                : input.BaseInstaller,
            SecureBoot = secureBoot ? FillSecureBoot(input.SecureBoot ?? new ProfileSecureBoot(), fileExists) : input.SecureBoot,
        };
    }

    static ProfileSecureBoot FillSecureBoot(ProfileSecureBoot secureBoot, Func<string, bool> fileExists)
    {
        return secureBoot with
        {
            SecureBootSigner = secureBoot.SecureBootSigner == new ProfileSigner()
                ? new ProfileSigner { KeyPath = "/secureboot/uki-signing-key.pem", CertPath = "/secureboot/uki-signing-cert.pem" }
                : secureBoot.SecureBootSigner,
            PcrSigner = secureBoot.PcrSigner == new ProfileSigner()
                ? new ProfileSigner { KeyPath = "/secureboot/pcr-signing-key.pem" }
                : secureBoot.PcrSigner,
            PlatformKeyPath = OrExisting(secureBoot.PlatformKeyPath, "/secureboot/PK.auth"),
            KeyExchangeKeyPath = OrExisting(secureBoot.KeyExchangeKeyPath, "/secureboot/KEK.auth"),
            SignatureKeyPath = OrExisting(secureBoot.SignatureKeyPath, "/secureboot/db.auth"),
        };

        string OrExisting(string value, string path) => value.Length == 0 && fileExists(path) ? path : value;
    }

    static ProfileOutput FillOutput(Profile profile, TalosQuirks quirks, bool secureBoot)
    {
        var output = profile.Output;
        switch (output.Kind)
        {
            case OutputKind.Image:
                var image = output.ImageOptions ?? new ProfileImageOptions();
                var bootloader = SelectBootloader(image.Bootloader, profile.Arch, quirks, secureBoot);
                var growth = quirks.BootPartitionSize - BootPartitionInBaseSize
                    + (bootloader == BootloaderKind.DualBoot ? TalosQuirks.BiosPartitionSize + quirks.BootPartitionSize : 0);
                return output with { ImageOptions = image with { Bootloader = bootloader, DiskSize = checked(image.DiskSize + growth) } };

            case OutputKind.Iso when quirks.IsoSupportsSettingBootloader:
                var iso = output.IsoOptions ?? new ProfileIsoOptions();
                return output with { IsoOptions = iso with { Bootloader = SelectBootloader(iso.Bootloader, profile.Arch, quirks, secureBoot) } };

            default:
                return output;
        }
    }

    static BootloaderKind SelectBootloader(BootloaderKind chosen, string arch, TalosQuirks quirks, bool secureBoot) =>
        (chosen, secureBoot) switch
        {
            (_, true) => BootloaderKind.SdBoot,
            (not BootloaderKind.None, _) => chosen,
            _ when arch == "arm64" && quirks.UsesSystemdBootOnArm64 => BootloaderKind.SdBoot,
            _ when !quirks.UsesSystemdBoot => BootloaderKind.Grub,
            _ => BootloaderKind.DualBoot,
        };

    static string Or(string value, string fallback) => value.Length == 0 ? fallback : value;
}
