using TalosBoot.Profiles;
using TalosBoot.Profiles.Resolving;
using TalosBoot.Schematics;

namespace TalosBoot.Tests.Profiles;

public sealed class ProfileDefaultsTests
{
    // pkg/imager/profile/output_test.go.
    [TestCase(OutputKind.Image, "amd64", "1.9.0", false, ExpectedResult = BootloaderKind.Grub)]
    [TestCase(OutputKind.Image, "arm64", "1.9.0", false, ExpectedResult = BootloaderKind.Grub)]
    [TestCase(OutputKind.Image, "amd64", "1.10.0", false, ExpectedResult = BootloaderKind.DualBoot)]
    [TestCase(OutputKind.Image, "arm64", "1.11.0", false, ExpectedResult = BootloaderKind.SdBoot)]
    [TestCase(OutputKind.Image, "amd64", "1.12.0", true, ExpectedResult = BootloaderKind.SdBoot)]
    [TestCase(OutputKind.Image, "amd64", "main", false, ExpectedResult = BootloaderKind.Grub)]
    [TestCase(OutputKind.Iso, "amd64", "1.12.0", false, ExpectedResult = BootloaderKind.DualBoot)]
    [TestCase(OutputKind.Iso, "arm64", "1.12.0", false, ExpectedResult = BootloaderKind.SdBoot)]
    [TestCase(OutputKind.Iso, "amd64", "1.11.0", false, ExpectedResult = null)]
    public BootloaderKind? Each_version_and_architecture_has_its_bootloader(OutputKind kind, string arch, string version, bool secureBoot)
    {
        var output = ProfileDefaults.Fill(
            new Profile { Arch = arch, Version = version, SecureBoot = secureBoot, Output = new ProfileOutput { Kind = kind } }, _ => false).Output;
        return output.ImageOptions?.Bootloader ?? output.IsoOptions?.Bootloader;
    }

    [TestCase(BootloaderKind.SdBoot, false, ExpectedResult = BootloaderKind.SdBoot)]
    [TestCase(BootloaderKind.Grub, true, ExpectedResult = BootloaderKind.SdBoot)]
    [TestCase(BootloaderKind.Grub, false, ExpectedResult = BootloaderKind.Grub)]
    public BootloaderKind A_choice_stands_unless_secure_boot_forces_systemd_boot(BootloaderKind chosen, bool secureBoot) =>
        Fill(new ProfileImageOptions { Bootloader = chosen }, "v1.12.0", secureBoot).Bootloader;

    [TestCase("1.9.0", BootloaderKind.Grub, ExpectedResult = 1306525696L)]
    [TestCase("1.10.0", BootloaderKind.DualBoot, ExpectedResult = 2356150272L)]
    [TestCase("1.11.0", BootloaderKind.SdBoot, ExpectedResult = 2355101696L)]
    [TestCase("1.11.0", BootloaderKind.DualBoot, ExpectedResult = 4453302272L)]
    public long Disks_grow_by_what_the_boot_partitions_need(string version, BootloaderKind bootloader) =>
        Fill(new ProfileImageOptions { DiskSize = 1306525696, Bootloader = bootloader }, version, secureBoot: false).DiskSize;

    [Test]
    public void Filling_twice_changes_nothing_and_a_size_that_is_set_anew_grows_again()
    {
        var once = ProfileDefaults.Fill(new Profile { Arch = "amd64", Version = "1.12.0", Output = new ProfileOutput { Kind = OutputKind.Image } }, null);
        Assert.That(ProfileDefaults.Fill(once, null), Is.EqualTo(once));
        var image = once.Output.ImageOptions!;
        var grown = ProfileDefaults.Fill(once with { Output = once.Output with { ImageOptions = image with { DiskSize = image.DiskSize } } }, null);
        Assert.That(grown.Output.ImageOptions!.DiskSize, Is.EqualTo(2 * image.DiskSize));
    }

    [Test]
    public void A_filled_profile_of_another_version_grows_by_what_that_version_needs()
    {
        var filled = Fill(new ProfileImageOptions { DiskSize = 1306525696, Bootloader = BootloaderKind.SdBoot }, "1.11.0", secureBoot: false);
        Assert.That(Fill(filled, "1.10.0", secureBoot: false).DiskSize, Is.EqualTo(1306525696));
    }

    [Test]
    public void Insecure_alone_keeps_the_default_installer_away()
    {
        var profile = new Profile { Arch = "amd64", Version = "1.12.0", Input = new ProfileInput { BaseInstaller = new ContainerAsset { ForceInsecure = true } } };
        Assert.That(ProfileDefaults.Fill(profile, _ => false).Input.BaseInstaller.ImageRef, Is.Empty);
    }

    [TestCase("v1.12.0", ExpectedResult = "ghcr.io/siderolabs/installer-base:v1.12.0")]
    [TestCase("1.9.5", ExpectedResult = "ghcr.io/siderolabs/installer:1.9.5")]
    public string The_installer_keeps_the_version_as_written(string version) =>
        ProfileDefaults.Fill(new Profile { Arch = "amd64", Version = version }, _ => false).Input.BaseInstaller.ImageRef;

    [Test]
    public void Databases_are_taken_only_where_they_exist()
    {
        var profile = new Profile { Arch = "amd64", Version = "1.12.0", SecureBoot = true };
        var filled = ProfileDefaults.Fill(profile, path => path == "/secureboot/KEK.auth").Input.SecureBoot!;
        Assert.That((filled.PlatformKeyPath, filled.KeyExchangeKeyPath, filled.SignatureKeyPath), Is.EqualTo(("", "/secureboot/KEK.auth", "")));
        Assert.That(filled.PcrSigner.KeyPath, Is.EqualTo("/secureboot/pcr-signing-key.pem"));
        Assert.That(ProfileDefaults.Fill(profile, fileExists: null).Input.SecureBoot, Is.EqualTo(new ProfileSecureBoot()), "nobody asked for the folder");
    }

    static ProfileImageOptions Fill(ProfileImageOptions options, string version, bool secureBoot) => ProfileDefaults.Fill(
        new Profile
        {
            Arch = "amd64",
            Version = version,
            SecureBoot = secureBoot,
            Output = new ProfileOutput { Kind = OutputKind.Image, ImageOptions = options },
        },
        _ => false).Output.ImageOptions!;
}
