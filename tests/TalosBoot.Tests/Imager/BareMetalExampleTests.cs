using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Iso9660;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Imager;

/// <summary>The imager's first example, an ISO with two extensions and changed console arguments, and the same command with other flags beside it.</summary>
public sealed class BareMetalExampleTests
{
    static readonly string[] Extensions =
    [
        "iso", "--system-extension-image", "ghcr.io/siderolabs/gvisor:20231214.0-v1.6.0", "--system-extension-image", "ghcr.io/siderolabs/intel-ucode:20231114",
    ];

    static readonly string[] Example = [.. Extensions, "--extra-kernel-arg=-console", "--extra-kernel-arg=console=ttyS1"];

    static readonly string[] Beginning = ["assembling the finalized profile...", "skipped pulling overlay (no overlay)", "profile ready:"];
    static readonly string[] Rebuilding = ["rebuilding initramfs with system extensions...", "initramfs ready"];

    TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void The_example_gives_an_iso_and_the_lines_of_upstream()
    {
        var lines = Run("metal-amd64.iso", Example);
        var commandLine = lines.Single(line => line.StartsWith("kernel command line: ", StringComparison.Ordinal));
        Assert.That(commandLine, Does.Contain(" console=ttyS1").And.Not.Contain("console=tty0"));
        string[] expected =
        [
            .. Beginning, .. Rebuilding, commandLine, "building UKI...", "UKI ready", "building ISO...", "ISO ready",
            $"output asset path: {_folder["out", "metal-amd64.iso"]}",
        ];
        Assert.That(lines, Is.EqualTo(expected));
        var iso = IsoReader.Read(BlobSource.FromFile(_folder["out", "metal-amd64.iso"]));
        Assert.That(iso.Tree.Find("boot/grub/grub.cfg"), Is.Not.Null);
        Assert.That(iso.Tree.Find($"EFI/Linux/Talos-{DemoRelease.Version}.efi"), Is.Not.Null);
    }

    [Test]
    public void Another_platform_is_in_the_command_line()
    {
        var lines = Run("aws-amd64.iso", [.. Example, "--platform", "aws"]);
        Assert.That(lines, Has.Some.StartsWith("kernel command line: talos.platform=aws "));
    }

    [Test]
    public void Kernel_and_initramfs_are_told_as_upstream_tells_them()
    {
        var lines = Run("kernel-amd64", [.. Extensions, "--output-kind", "kernel"]);
        Assert.That(lines[..^3], Is.EqualTo(Beginning));
        Assert.That(lines[^2..], Is.EqualTo(new[] { "kernel output ready", $"output asset path: {_folder["out", "kernel-amd64"]}" }));

        lines = Run("initramfs-metal-amd64.xz", [.. Extensions, "--output-kind", "initramfs"]);
        Assert.That(lines[..^4], Is.EqualTo((string[])[.. Beginning, .. Rebuilding]));
        Assert.That(
            lines[^3..],
            Is.EqualTo(new[] { "copying initramfs...", "initramfs output ready", $"output asset path: {_folder["out", "initramfs-metal-amd64.xz"]}" }));
    }

    // Gives what the program says, but for the profile.
    string[] Run(string file, string[] arguments)
    {
        var result = ImagerProgram.Run(
            [.. arguments, "--arch", "amd64", "--talos-version", DemoRelease.Version, "--images", DemoRelease.Folder, "--output", _folder["out"]]);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(File.Exists(_folder["out", file]), Is.True, string.Join(' ', Directory.GetFiles(_folder["out"])));
        var lines = result.Error.TrimEnd().Split('\n');
        var profile = Array.IndexOf(lines, "profile ready:");
        var after = Array.FindIndex(lines, profile + 1, line => !line.StartsWith(' ') && !line.Contains(": ", StringComparison.Ordinal) && !line.EndsWith(':'));
        return [.. lines[..(profile + 1)], .. lines[after..]];
    }
}
