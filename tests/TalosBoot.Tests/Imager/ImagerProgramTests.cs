using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Imager;

/// <summary>Flags, messages, exit codes and files of <c>talosboot imager</c> (profile.md 1).</summary>
public sealed class ImagerProgramTests
{
    const string Hello = "ghcr.io/siderolabs/demo-hello:v1.0.0";

    TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void The_command_line_is_written_without_a_line_end()
    {
        var result = Run("iso", "--arch", "amd64", "--talos-version", "v1.12.0", "--output-kind", "cmdline", "--extra-kernel-arg", "-console", "--extra-kernel-arg", "console=ttyS1");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(
            File.ReadAllText(_folder["out", "cmdline-metal-amd64"]),
            Is.EqualTo("talos.platform=metal init_on_alloc=1 slab_nomerge pti=on consoleblank=0 nvme_core.io_timeout=4294967295 printk.devkmsg=on selinux=1 module.sig_enforce=1 console=ttyS1"));
    }

    [Test]
    public void The_packing_is_that_of_the_base_profile_whatever_the_kind()
    {
        var result = Run("metal", "--arch", "arm64", "--talos-version", "v1.7.0", "--output-kind", "cmdline");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(
            ForeignTool.Run("zstd", "--decompress", "--stdout", _folder["out", "cmdline-metal-arm64.zst"]).Output,
            Does.StartWith("talos.platform=metal console=ttyAMA0 console=tty0 "));
    }

    [TestCase("tcp://127.0.0.1:1", "TB4512")]
    [TestCase("unix:///nonexistent/signer.sock", "TB4508")]
    public void The_signing_service_of_the_flags_is_asked(string address, string id)
    {
        var result = Run(
            "secureboot-iso", "--arch", "amd64", "--talos-version", DemoRelease.Version, "--images", DemoRelease.Folder,
            "--secureboot-signer-address", address, "--pcr-signer-address", address);
        Assert.That(result.ExitCode, Is.Not.Zero);
        Assert.That(result.Error, Does.Contain(id));
    }

    [TestCase("metal", ".raw.zst")]
    [TestCase("gcp", ".raw.tar.gz")]
    [TestCase("digital-ocean", ".raw.gz")]
    [TestCase("azure", ".vhd.zst")]
    [TestCase("oracle", ".qcow2.zst")]
    [TestCase("vmware", ".ova")]
    public void Two_processes_and_one_and_two_threads_give_the_same_disk(string profile, string suffix)
    {
        var digests = new List<Digest>();
        foreach (var threads in new[] { "1", "2" })
        {
            var environment = new Dictionary<string, string> { ["TZ"] = $"UTC-{threads}" };
            string[] arguments =
            [
                profile, "--arch", "amd64", "--talos-version", DemoRelease.Version, "--images", DemoRelease.Folder, "--output", _folder[threads],
                "--threads", threads,
            ];
            var result = ImagerProgram.Run(arguments, environment: environment);
            Assert.That(result.ExitCode, Is.Zero, result.Error);
            digests.Add(Digest.Sha256(BlobSource.FromFile(_folder[threads, $"{profile}-amd64{suffix}"])));
        }

        Assert.That(digests[1], Is.EqualTo(digests[0]));
    }

    [Test]
    public void Two_processes_and_one_and_two_threads_give_the_same_iso()
    {
        var layout = DemoRelease.Folder;
        string[] arguments =
        [
            "iso", "--arch", "amd64", "--talos-version", DemoRelease.Version, "--bootloader", "sd-boot", "--images", layout,
            "--system-extension-image", Hello, "--system-extension-image", DemoRelease.Reference("demo-ucode", "v1.0.0"),
        ];
        var digests = new List<Digest>();
        foreach (var threads in new[] { "1", "2", "2" })
        {
            var output = _folder[$"out-{digests.Count}"];
            var result = ImagerProgram.Run([.. arguments, "--output", output, "--threads", threads]);
            Assert.That(result.ExitCode, Is.Zero, result.Error);
            digests.Add(Digest.Sha256(BlobSource.FromFile(Path.Combine(output, "metal-amd64.iso"))));
        }

        Assert.That(digests.Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public void The_profile_is_printed_before_the_work_and_can_come_from_standard_input()
    {
        var profile = "baseProfileName: metal-uki\narch: amd64\nversion: v1.12.0\noutput:\n  kind: CMDLINE\n";
        var result = ImagerProgram.Run(["-", "--output", _folder["out"]], profile);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var lines = result.Error.Split('\n');
        Assert.That(lines, Does.Contain("profile ready:").And.Contain("arch: amd64").And.Contain("name: Talos").And.Contain("  kind: cmdline"));
        Assert.That(Array.IndexOf(lines, "profile ready:"), Is.LessThan(Array.FindIndex(lines, line => line.StartsWith("kernel command line: ", StringComparison.Ordinal))));
        Assert.That(result.Output, Is.Empty);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Secrets_are_printed_only_when_they_are_asked_for(bool isAsked)
    {
        const string Secret = "hunter2";
        var profile = "baseProfileName: metal-uki\narch: amd64\nversion: v1.12.0\noutput:\n  kind: CMDLINE\ncustomization:\n"
            + $"  extraKernelArgs: [\"talos.config=https://user:{Secret}@host/c\"]\n  metaContents:\n    - key: 0xa\n      value: {Secret}\n";
        var result = ImagerProgram.Run(["-", "--output", _folder["out"], .. isAsked ? ["--show-secrets"] : Array.Empty<string>()], profile);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var encoded = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"0xa={Secret}"));
        Assert.That(result.Error.Contains(Secret, StringComparison.Ordinal), Is.EqualTo(isAsked));
        Assert.That(result.Error.Contains(encoded, StringComparison.Ordinal), Is.EqualTo(isAsked));
        Assert.That(result.Error, isAsked ? Does.Contain("value: " + Secret) : Does.Contain("***"));
    }

    [TestCase(1, "metal", "--no-such-flag")]
    [TestCase(1)]
    [TestCase(2, "no-such-profile", "--talos-version", "v1.12.0")]
    [TestCase(2, "metal", "--arch", "riscv64", "--talos-version", "v1.12.0")]
    [TestCase(2, "metal", "--talos-version", "v1.12.0", "--output-kind", "bogus")]
    [TestCase(2, "metal", "--talos-version", "v1.12.0", "--output-kind", "cmdline", "--platform", "moon")]
    [TestCase(2, "metal")]
    [TestCase(3, "metal-uki", "--talos-version", "v1.4.0")]
    [TestCase(6, "metal", "--talos-version", "v1.12.0", "--output-kind", "cmdline", "--embedded-config-path", "/no/such/file")]
    public void Failures_exit_with_upstreams_codes(int exitCode, params string[] arguments)
    {
        var result = Run(arguments);
        Assert.That(result.ExitCode, Is.EqualTo(exitCode), result.Error);
        Assert.That(result.Error, Is.Not.Empty);
        Assert.That(Directory.Exists(_folder["out"]) && Directory.EnumerateFileSystemEntries(_folder["out"]).Any(), Is.False, "Nothing is left behind.");
    }

    [Test]
    public void A_profile_that_is_no_yaml_exits_with_2() =>
        Assert.That(ImagerProgram.Run(["-", "--output", _folder["out"]], "not: [valid\n").ExitCode, Is.EqualTo(2));

    [Test]
    public void A_missing_extension_exits_with_5_and_names_it()
    {
        var result = Run(
            "metal-uki", "--arch", "amd64", "--talos-version", DemoRelease.Version, "--images", DemoRelease.Folder,
            "--system-extension-image", "ghcr.io/siderolabs/absent:v1");
        Assert.That(result.ExitCode, Is.EqualTo(5), result.Error);
        Assert.That(result.Error, Does.Contain("ghcr.io/siderolabs/absent:v1"));
    }

    [Test]
    public void An_image_that_is_no_extension_exits_with_5_and_says_why()
    {
        var result = Run(
            "metal-uki", "--arch", "amd64", "--talos-version", DemoRelease.Version, "--images", DemoRelease.Folder,
            "--system-extension-image", DemoRelease.Reference("installer-base"));
        Assert.That(result.ExitCode, Is.EqualTo(5), result.Error);
        Assert.That(result.Error, Does.Contain("TB3001").Or.Contain("TB3002"));
    }

    [Test]
    public void An_output_folder_that_cannot_be_made_exits_with_6()
    {
        var file = _folder.WriteFile("file", [1]);
        var result = ImagerProgram.Run(["metal", "--talos-version", "v1.12.0", "--output-kind", "cmdline", "--output", Path.Combine(file, "out")]);
        Assert.That(result.ExitCode, Is.EqualTo(6), result.Error);
    }

    [Test]
    public void The_output_folder_can_be_piped_as_a_tar()
    {
        var result = Run("iso", "--arch", "amd64", "--talos-version", "v1.12.0", "--output-kind", "cmdline", "--tar-to-stdout");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var archive = _folder.WriteFile("out.tar.gz", result.OutputBytes);
        Assert.That(ForeignTool.Run("tar", "--list", "--gzip", "--file", archive).Lines, Is.EqualTo(new[] { "cmdline-metal-amd64" }));
    }

    ToolResult Run(params string[] arguments) => ImagerProgram.Run([.. arguments, "--output", _folder["out"]]);
}
