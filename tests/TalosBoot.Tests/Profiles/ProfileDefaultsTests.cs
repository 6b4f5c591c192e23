using TalosBoot.Profiles;
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
    public void Filling_twice_grows_the_disk_twice_as_upstream_does()
    {
        var once = ProfileDefaults.Fill(new Profile { Arch = "amd64", Version = "1.12.0", Output = new ProfileOutput { Kind = OutputKind.Image } }, _ => false);
        var twice = ProfileDefaults.Fill(once, _ => false);
        Assert.That(twice.Output.ImageOptions!.DiskSize, Is.EqualTo(2 * once.Output.ImageOptions!.DiskSize));
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
