using TalosBoot.Factory.Http;
using TalosBoot.Factory.Requests;
using TalosBoot.Profiles;

namespace TalosBoot.Factory.Tests.Requests;

/// <summary>The vectors of factory.md 4.</summary>
[TestFixture]
internal sealed class AssetPathTests
{
    const long MiB = 1 << 20;

    [TestCase("kernel-amd64", OutputKind.Kernel, "metal", "amd64", false)]
    [TestCase("cmdline-metal-arm64", OutputKind.Cmdline, "metal", "arm64", false)]
    [TestCase("cmdline-aws-amd64-secureboot", OutputKind.Cmdline, "aws", "amd64", true)]
    [TestCase("initramfs-amd64.xz", OutputKind.Initramfs, "metal", "amd64", false)]
    [TestCase("metal-arm64-secureboot.iso", OutputKind.Iso, "metal", "arm64", true)]
    [TestCase("metal-amd64-uki.efi", OutputKind.Uki, "metal", "amd64", false)]
    [TestCase("metal-amd64-secureboot-uki.efi", OutputKind.Uki, "metal", "amd64", true)]
    [TestCase("installer-amd64.tar", OutputKind.Installer, "metal", "amd64", false)]
    [TestCase("metal-installer-amd64.tar", OutputKind.Installer, "metal", "amd64", false)]
    [TestCase("digital-ocean-installer-amd64.tar", OutputKind.Installer, "digital-ocean", "amd64", false)]
    [TestCase("cmdline-metal-x86_64", OutputKind.Cmdline, "metal", "amd64", false)]
    [TestCase("kernel-i386", OutputKind.Kernel, "metal", "amd64", false)]
    public void Reads_names_of_files(string path, OutputKind kind, string platform, string architecture, bool isSecureBoot)
    {
        var profile = AssetPath.Parse(path);

        Assert.That((profile.Output.Kind, profile.Platform, profile.Arch), Is.EqualTo((kind, platform, architecture)));
        Assert.That(profile.SecureBoot, Is.EqualTo(isSecureBoot ? true : (bool?)null), "not asked for is not the same as refused");
    }

    [TestCase("metal-arm64.raw.xz", DiskFormat.Raw, OutFormat.Xz, 1246, "")]
    [TestCase("metal-arm64.raw.zst", DiskFormat.Raw, OutFormat.Zst, 1246, "")]
    [TestCase("aws-amd64-secureboot.qcow2.tar.gz", DiskFormat.Qcow2, OutFormat.TarGz, 8192, "cluster_size=8k")]
    [TestCase("azure-amd64.vhd", DiskFormat.Vhd, OutFormat.Raw, 8192, "subformat=fixed,force_size")]
    [TestCase("azure-amd64.qcow2", DiskFormat.Qcow2, OutFormat.Raw, 8192, "subformat=fixed,force_size")]
    [TestCase("exoscale-amd64.qcow2", DiskFormat.Qcow2, OutFormat.Raw, 10240, "cluster_size=8k")]
    [TestCase("digital-ocean-amd64.raw.gz", DiskFormat.Raw, OutFormat.Gz, 8192, "")]
    public void Reads_names_of_disk_images(string path, DiskFormat disk, OutFormat packing, long size, string options)
    {
        var output = AssetPath.Parse(path).Output;

        Assert.That((output.Kind, output.OutFormat), Is.EqualTo((OutputKind.Image, packing)));
        Assert.That(
            (output.ImageOptions!.DiskFormat, output.ImageOptions.DiskSize, output.ImageOptions.DiskFormatOptions), Is.EqualTo((disk, size * MiB, options)));
    }

    [TestCase("kernel-foo", "invalid architecture: \"foo\"")]
    [TestCase("kernel-aarch64", "invalid architecture: \"aarch64\"")]
    [TestCase("metal-rpi_generic-arm64.raw.xz", "invalid architecture: \"rpi_generic-arm64\"")]
    [TestCase("metal-amd64.ssd", "invalid profile path: \"metal-amd64.ssd\"")]
    [TestCase("metal-amd64.ssd.xz", "invalid profile path: \"metal-amd64.ssd\"")]
    [TestCase("metal.iso", "invalid platform-arch: \"metal\"")]
    [TestCase("a-b-installer-amd64.tar", "invalid architecture: \"b-amd64\"")]
    [TestCase("iso-amd64.raw", "invalid platform: \"iso\"")]
    [TestCase("", "invalid profile path: \"\"")]
    public void Refuses_other_names(string path, string problem)
    {
        var refusal = Assert.Throws<FactoryRequestException>(() => AssetPath.Parse(path))!;

        Assert.That((refusal.Status, refusal.Message), Is.EqualTo((400, $"error parsing profile from path: {problem}")));
    }
}
