using System.Text.Json;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Imager;

/// <summary>Installers and boards by the command lines that users of upstream's imager know, on the demo release.</summary>
public sealed class InstallerCommandTests
{
    const string RaspberryPi = "ghcr.io/siderolabs/sbc-raspberrypi:v0.2.0";
    const int FirstPartition = 1024 * 1024;

    TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void An_installer_with_an_extension_is_loaded_by_skopeo_and_unpacked_by_umoci()
    {
        Run("installer", "--arch", "amd64", "--system-extension-image", DemoRelease.Reference("demo-hello", "v1.0.0"));
        var root = Unpack("installer-amd64.tar");
        Assert.That(
            Directory.GetFiles(Path.Combine(root, "usr", "install"), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(root, file)).Order(StringComparer.Ordinal),
            Is.EqualTo(new[] { "usr/install/amd64/systemd-boot.efi", "usr/install/amd64/vmlinuz.efi" }));
        Assert.That(File.Exists(Path.Combine(root, "usr", "bin", "installer")), Is.True);
    }

    [Test]
    public void The_disk_of_a_Raspberry_Pi_has_its_firmware_and_the_options_of_the_user()
    {
        Run(
            "rpi_generic", "--arch", "arm64", "--talos-version", "v1.9.3", "--overlay-image", RaspberryPi, "--overlay-name=rpi_generic",
            "--overlay-option", "configTxtAppend=dtoverlay=vc4");
        var disk = _folder["disk.raw"];
        ForeignTool.Run("sh", "-c", "xz -dc \"$1\" | head -c 110M > \"$2\"", "sh", _folder["out", "metal-arm64.raw.xz"], disk);
        var config = ForeignTool.Run("mtype", "-i", $"{disk}@@{FirstPartition}", "::/config.txt").Output;
        Assert.That(config, Does.StartWith("gpu_mem=32\n").And.EndsWith("\ndtoverlay=vc4"));
    }

    [Test]
    public void Options_of_an_overlay_come_one_by_one_from_a_file_and_as_a_map()
    {
        var text = _folder.WriteFile("config.txt", "a=1\n"u8);
        var map = _folder.WriteFile("options.yaml", "configTxtAppend: b=2\nlist: [1, two]\n"u8);
        Run(
            "installer", "--arch", "arm64", "--overlay-image", RaspberryPi, "--overlay-name=rpi_generic",
            "--overlay-option", "own=value", "--overlay-option", $"configTxt=@{text}", "--overlay-option", $"@{map}");
        var overlay = Path.Combine(Unpack("installer-arm64.tar"), "overlay");
        Assert.That(
            File.ReadAllText(Path.Combine(overlay, "extra-options")),
            Is.EqualTo("configTxt: |\n    a=1\nconfigTxtAppend: b=2\nlist:\n    - 1\n    - two\nown: value\n"));
        Assert.That(File.ReadAllText(Path.Combine(overlay, "installers", "default")), Does.Contain("name: rpi_generic"));
        Assert.That(File.Exists(Path.Combine(overlay, "artifacts", "arm64", "u-boot", "rpi_generic", "u-boot.bin")), Is.True);
    }

    [Test]
    public void A_profile_from_standard_input_takes_images_from_archives()
    {
        var profile = $$"""
            arch: arm64
            platform: metal
            secureboot: false
            version: {{DemoRelease.Version}}
            input:
              baseInstaller:
                imageRef: {{DemoRelease.Reference("installer-base")}}
              systemExtensions:
                - tarballPath: {{Export("demo-hello:v1.0.0")}}
              overlayInstaller:
                tarballPath: {{Export("sbc-raspberrypi:v0.2.0")}}
            overlay:
              name: rpi_generic
              image:
                tarballPath: {{_folder["sbc-raspberrypi.tar"]}}
            output:
              kind: installer
              outFormat: raw
            """;
        Check(ImagerProgram.Run(["-", "--output", _folder["out"], "--images", DemoRelease.Folder], profile));
        Assert.That(File.ReadAllText(Path.Combine(Unpack("installer-arm64.tar"), "overlay", "extra-options")), Is.EqualTo("{}\n"));
    }

    void Run(params string[] arguments)
    {
        string[] version = arguments.Contains("--talos-version") ? [] : ["--talos-version", DemoRelease.Version];
        Check(ImagerProgram.Run([.. arguments, .. version, "--images", DemoRelease.Folder, "--output", _folder["out"]]));
    }

    static void Check(ToolResult result) => Assert.That(result.ExitCode, Is.Zero, result.Error);

    /// <summary>Writes the files of an image of one layer as an archive, as <c>crane export</c> does.</summary>
    string Export(string image)
    {
        var (name, copy) = (image.Split(':')[0], _folder[$"{image.Split(':')[0]}-copy"]);
        ForeignTool.Run("skopeo", "copy", "--quiet", "--override-arch=arm64", $"oci:{DemoRelease.Folder}:ghcr.io/siderolabs/{image}", $"dir:{copy}");
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(copy, "manifest.json")));
        var layer = manifest.RootElement.GetProperty("layers").EnumerateArray().Single().GetProperty("digest").GetString()!["sha256:".Length..];
        ForeignTool.Run("sh", "-c", "gzip -dc \"$1\" > \"$2\"", "sh", Path.Combine(copy, layer), _folder[$"{name}.tar"]);
        return _folder[$"{name}.tar"];
    }

    string Unpack(string archive)
    {
        ForeignTool.Run("skopeo", "copy", "--quiet", $"docker-archive:{_folder["out", archive]}", $"oci:{_folder["image"]}:v1");
        ForeignTool.Run("umoci", "unpack", "--rootless", "--image", $"{_folder["image"]}:v1", _folder["bundle"]);
        return _folder["bundle", "rootfs"];
    }
}
