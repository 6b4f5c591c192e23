using System.Runtime.Versioning;
using TalosBoot.Testing;

namespace TalosBoot.Cli.Tests;

/// <summary>The program on a host that is full, strange, or whose user means something else.</summary>
[TestFixture]
[UnsupportedOSPlatform("windows")]
public sealed class HostTests
{
    TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void A_full_standard_error_ends_no_build()
    {
        var built = RunInShell($"imager cmdline --output-kind cmdline --arch amd64 --talos-version v1.12.0 --output {_folder.Path} 2>/dev/full");
        Assert.That(built.ExitCode, Is.EqualTo(2), "there is no such profile"); // And no signal.
        built = RunInShell($"build metal --kind cmdline --arch amd64 --talos 1.12.0 --output {_folder.Path} 2>/dev/full");
        Assert.That(built.ExitCode, Is.EqualTo(1), "there is no such option");
        Assert.That(RunInShell("schematic new 2>&-").ExitCode, Is.Zero);
    }

    [Test]
    public void A_document_without_end_is_refused()
    {
        foreach (var verb in new[] { "imager -", "schematic id -" })
        {
            var refused = RunInShell($"{verb} </dev/zero");
            Assert.That((refused.ExitCode, refused.Error.Trim()), Is.EqualTo((6, "Error: TB6003: standard input: there are more than 16777216 bytes. No document is that long.")), verb);
        }
    }

    [Test]
    public void What_is_no_cache_is_not_pruned()
    {
        foreach (var file in new[] { "blobs/sha256/aa", "content/page", "cache/content/key", "cache/content/one.entry" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[file])!);
            File.WriteAllText(_folder[file], "12345");
        }

        Assert.That(CliProgram.Run(["cache", "prune", "--cache", _folder.Path]).Output, Is.Empty);
        Assert.That(CliProgram.Run(["cache", "prune", "--cache", _folder["cache"]]).Output, Is.EqualTo("content: 2 files, 1 kB\n"));
        Assert.That(
            Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories), Is.EquivalentTo(new[] { _folder["blobs/sha256/aa"], _folder["content/page"] }));
    }

    [TestCase("--json factory", "factory")]
    [TestCase("--quiet imager iso --arch amd64", "imager")]
    [TestCase("-q image ls X", "image")]
    public void Options_before_a_verb_with_options_of_its_own_are_told(string call, string verb)
    {
        var refused = CliProgram.Run(call.Split(' '));
        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.Error, Does.Contain($"{verb} has options of its own, which stand behind it: talosboot {verb} --help lists them."));
    }

    [Test]
    public void Words_that_may_come_next_are_those_that_are_typed() => Assert.That(
        CliProgram.Run(["[suggest:11]", "--progress "]).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EquivalentTo(new[] { "auto", "plain", "json", "none" }));

    [Test]
    public void A_request_cannot_write_to_the_terminal()
    {
        var refused = CliProgram.Run(["imager", "-"], "{arch: amd64, platform: \"\\e]0;title\\a\", version: v1.12.0, output: {kind: cmdline, outFormat: raw}}");
        Assert.That(refused.ExitCode, Is.EqualTo(2), refused.Error);
        Assert.That(refused.Error, Does.Contain("title").And.Not.Contain("\e"));
    }

    [Test]
    public void An_extension_that_a_release_does_not_have_is_told_by_its_name()
    {
        var refused = CliProgram.Run(["extensions", "resolve", "--talos", "1.12.0", "--images", DemoRelease.Folder, "siderolabs/demo-helo"]);
        Assert.That(refused.ExitCode, Is.EqualTo(2));
        Assert.That(refused.Error, Does.Contain("siderolabs/demo-helo: the release has no such extension. Did you mean siderolabs/demo-hello?"));
    }

    [TestCase("imager iso --output-kind cmdline")]
    [TestCase("build metal-uki")]
    public void A_version_that_is_empty_is_that_of_the_newest_release(string call)
    {
        var result = CliProgram.Run(
            [.. call.Split(' '), "--arch", "amd64", "--images", DemoRelease.Folder, "--output", _folder.Path],
            environment: new Dictionary<string, string> { ["TALOS_VERSION"] = string.Empty });
        Assert.That(result.ExitCode, Is.Zero, result.Error);
    }

    [Test]
    public void A_folder_without_GRUB_is_named()
    {
        var refused = CliProgram.Run(
            ["imager", "iso", "--arch", "amd64", "--images", DemoRelease.Folder, "--grub-root", _folder["none"], "--output", _folder.Path]);
        Assert.That(refused.ExitCode, Is.EqualTo(6));
        Assert.That(refused.Error, Does.Contain($"{_folder["none"]}: there is neither usr/lib/grub nor usr/share/grub in it."));
    }

    static ToolResult RunInShell(string call) => ForeignTool.TryRun("sh", ["-c", $"exec dotnet '{CliProgram.Assembly}' {call}"]);
}
