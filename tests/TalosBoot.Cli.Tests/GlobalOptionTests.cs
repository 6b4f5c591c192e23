using TalosBoot.Samples.Cli.Display;
using TalosBoot.Testing;

namespace TalosBoot.Cli.Tests;

/// <summary>Options that all verbs have.</summary>
[TestFixture]
public sealed class GlobalOptionTests
{
    static readonly string[] Uki = ["build", "metal-uki", "--talos", "1.12.0", "--arch", "amd64", "--images", DemoRelease.Folder];

    [TestCase(false, false, null, "xterm", true)]
    [TestCase(true, false, null, "xterm", false)]
    [TestCase(false, true, null, "xterm", false)]
    [TestCase(false, false, "1", "xterm", false)]
    [TestCase(false, false, "", "dumb", false)]
    public void Colors_are_for_terminals_whose_user_wants_them(bool isUnwanted, bool isRedirected, string? noColor, string terminal, bool isColored) =>
        Assert.That(
            Ink.For(isUnwanted, isRedirected, name => name == "NO_COLOR" ? noColor : terminal).Red("Error:"), Is.EqualTo(isColored ? "\e[31mError:\e[0m" : "Error:"));

    [TestCase(new string[0], true)]
    [TestCase(new[] { "--no-color" }, false)]
    public void A_terminal_shows_errors_in_red_unless_that_is_unwanted(string[] more, bool isRed)
    {
        var command = string.Join(' ', ["dotnet", $"'{CliProgram.Assembly}'", "inspect", "/nowhere", .. more]);
        var screen = ForeignTool.TryRun(
            "script", ["--quiet", "--return", "--command", command, "/dev/null"], environment: new Dictionary<string, string> { ["TERM"] = "xterm", ["NO_COLOR"] = string.Empty });
        Assert.That(screen.Output, Does.Contain("TB6"));
        Assert.That(screen.Output.Contains("\e[31mError:\e[0m", StringComparison.Ordinal), Is.EqualTo(isRed));
    }

    [TestCase("--progress bogus version", "--progress takes auto, plain, json or none, not bogus.")]
    [TestCase("inspect /nowhere --depth bogus", "--depth takes contents or structure, not bogus.")]
    public void A_word_that_an_option_does_not_take_is_told_with_those_that_it_takes(string call, string problem)
    {
        var result = CliProgram.Run(call.Split(' '));
        Assert.That((result.ExitCode, result.Error.Trim()), Is.EqualTo((1, $"Error: {problem}")));
    }

    [Test]
    public void Words_of_options_are_in_small_letters_and_read_in_any()
    {
        Assert.That(CliProgram.Run(["inspect", "--help"]).Output, Does.Contain("--depth <contents|structure> ").And.Contain("--progress <auto|plain|json|none> "));
        Assert.That(CliProgram.Run(["inspect", "/nowhere", "--depth", "Structure", "--progress", "NONE"]).ExitCode, Is.EqualTo(6));
    }

    [Test]
    public void Extensions_are_called_by_their_names_while_they_are_compressed()
    {
        using var folder = new TemporaryFolder();
        folder.WriteFile("schematic.yaml", "customization: {systemExtensions: {officialExtensions: [siderolabs/demo-hello]}}"u8.ToArray());
        var built = CliProgram.Run([.. Uki, "--schematic", folder["schematic.yaml"], "--output", folder.Path, "--progress", "plain"]);
        Assert.That(built.ExitCode, Is.Zero, built.Error);
        var lines = built.Error.Split('\n').Where(line => line.StartsWith("squash ", StringComparison.Ordinal)).Select(line => line.Split(':')[0]);
        Assert.That(lines, Is.EquivalentTo(new[] { "squash demo-hello", "squash schematic" }));
        var plan = CliProgram.Run(["plan", .. Uki[1..], "--schematic", folder["schematic.yaml"]]);
        Assert.That(plan.Output, Does.Contain("  input        the schematic\n").And.Contain(" MB\n").And.Not.Contain(".tar"));
    }

    [Test]
    public void Verbose_tells_what_is_read_and_all_of_a_failure()
    {
        using var folder = new TemporaryFolder();
        string[] build = [.. Uki, "--output", folder.Path];
        Assert.That(CliProgram.Run(build).Error, Does.Not.Contain("debug: "));
        Assert.That(CliProgram.Run([.. build, "--verbose"]).Error, Does.Contain("debug: The container image ").And.Contain("information: The asset metal-amd64-uki.efi is laid out"));
        Assert.That(CliProgram.Run(["inspect", "/nowhere"]).Error, Does.Not.Contain("   at TalosBoot."));
        Assert.That(CliProgram.Run(["inspect", "/nowhere", "--verbose"]).Error, Does.Contain("   at TalosBoot."));
    }

    [Test]
    public void Keys_are_made_in_a_folder_and_sign_what_is_built()
    {
        using var folder = new TemporaryFolder();
        foreach (var kind in new[] { "uki", "pcr" })
        {
            var made = CliProgram.Run(["keys", kind, "--keys", folder["keys"]]);
            Assert.That(made.ExitCode, Is.Zero, made.Error);
        }

        var built = CliProgram.Run(
            ["build", "-", "--images", DemoRelease.Folder, "--keys", folder["keys"], "--output", folder.Path],
            "{baseProfileName: secureboot-metal, arch: amd64, version: v1.12.0, output: {kind: uki, outFormat: raw}}");
        Assert.That(built.ExitCode, Is.Zero, built.Error);
        var signers = ForeignTool.Run("sbverify", "--list", Directory.GetFiles(folder.Path, "*.efi").Single()).Output;
        Assert.That(signers, Does.Contain("subject: /O=Test UKI Signing Key"));
    }

    [TestCase("--tlos", "--talos")]
    [TestCase("--jsn", "--json")]
    public void An_option_that_is_none_is_no_profile(string typed, string meant)
    {
        var result = CliProgram.Run(["plan", typed, "v1.12.0"]);
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Error, Does.Contain($"{typed} is no option of plan.").And.Contain($"Did you mean {meant}?"));
    }

    [TestCase("build")]
    [TestCase("imager")]
    public void A_key_that_no_profile_has_is_told_with_what_was_meant(string verb)
    {
        using var folder = new TemporaryFolder();
        var result = CliProgram.Run(
            [verb, "-", "--images", DemoRelease.Folder, "--output", folder.Path],
            "arch: amd64\nplatform: metal\nversion: v1.12.0\noutput:\n  kind: cmdline\n  outFormat: raw\ncustomisation: {}\n");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Error, Does.Contain("warning: line 7: no profile has the key customisation; it is passed over. Did you mean customization?"));
    }
}
