using TalosBoot.Samples.Cli;
using TalosBoot.Testing;

namespace TalosBoot.Cli.Tests;

[TestFixture]
public sealed class CommandTests
{
    [TestCase("inspekt", "inspect")]
    [TestCase("diif", "diff")]
    [TestCase("xyzzy", null)]
    public void A_name_that_is_near_is_suggested(string word, string? name) =>
        Assert.That(Suggestions.Nearest(word, ["build", "inspect", "diff", "measure"]), Is.EqualTo(name));

    [TestCase("1.12.0", "v1.12.0")]
    [TestCase("v1.12.0", "v1.12.0")]
    [TestCase("latest", "latest")]
    public void A_version_begins_with_v(string typed, string version) => Assert.That(Versions.Complete(typed), Is.EqualTo(version));

    [Test]
    public void A_wrong_verb_is_told_with_what_was_meant()
    {
        var result = CliProgram.Run(["inspekt", "file"]);
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Error.Trim(), Is.EqualTo("Error: inspekt is no command of talosboot. Did you mean inspect?"));
    }

    [TestCase("--help", "talosboot [command] [options]")]
    [TestCase("image --help", "talosboot image [command] [options]")]
    [TestCase("image pull --help", "talosboot image pull <image> <path> [options]")]
    [TestCase("imager --help", "talosboot imager <profile> [command] [options]")]
    [TestCase("bundle create --help", "talosboot bundle create [options]")]
    public void Help_calls_the_program_as_its_user_did(string call, string usage) => Assert.That(CliProgram.Run(call.Split(' ')).Output, Does.Contain($"Usage:\n  {usage}\n"));

    [TestCase("crane", "pull --help", "crane pull <image> <path> [options]")]
    [TestCase("imager", "--help", "imager <profile> [command] [options]")]
    [TestCase("/usr/bin/crane", "--help", "crane [command] [options]")]
    [NonParallelizable]
    public async Task Help_goes_by_the_name_that_the_program_is_called_by(string name, string arguments, string usage)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var terminal = Console.Out;
        Console.SetOut(output);
        try
        {
            Assert.That(await CommandLineProgram.RunAsync(name, arguments.Split(' ')), Is.Zero);
        }
        finally
        {
            Console.SetOut(terminal);
        }

        Assert.That(output.ToString(), Does.Contain($"Usage:\n  {usage}\n"));
    }

    [Test]
    public void Tags_of_the_same_repository_are_told_where_an_image_is_not_there()
    {
        var result = CliProgram.Run(["plan", "iso", "--talos", "v1.12", "--images", DemoRelease.Folder]);
        Assert.That(result.ExitCode, Is.EqualTo(5));
        Assert.That(result.Error, Does.Contain("TB2002: ghcr.io/siderolabs/imager:v1.12: ").And.Contain("v1.12.0").And.Not.Contain("installer"));
    }

    [Test]
    public void A_key_of_a_schematic_is_told_with_what_was_meant()
    {
        using var folder = new TemporaryFolder();
        folder.WriteFile("schematic.yaml", "customization:\n  systemExtension: {}\n"u8.ToArray());
        Assert.That(CliProgram.Run(["schematic", "id", folder["schematic.yaml"]]).Error.Trim(), Does.EndWith("Did you mean systemExtensions?"));
    }

    [Test]
    public void Keys_that_exist_are_overwritten_where_that_is_asked_for()
    {
        using var folder = new TemporaryFolder();
        Assert.That(CliProgram.Run(["keys", "pcr", "--output", folder["keys"]]).ExitCode, Is.Zero);
        var refused = CliProgram.Run(["keys", "pcr", "--output", folder["keys"]]);
        Assert.That(refused.ExitCode, Is.EqualTo(6));
        Assert.That(refused.Error, Does.Contain("TB6001").And.Contain("give --force"));
        Assert.That(CliProgram.Run(["keys", "pcr", "--output", folder["keys"], "--force"]).ExitCode, Is.Zero);
    }

    /// <summary>A path that is mistyped must not become a question to a public registry.</summary>
    [TestCase("/nowhere/metal-amd64.iso")]
    [TestCase("./nowhere/metal-amd64.iso")]
    [TestCase("../nowhere")]
    [TestCase("out/metal-amd64.iso")]
    [TestCase("metal-amd64.iso")]
    public void A_file_that_is_not_there_is_no_image(string path)
    {
        var result = CliProgram.Run(["inspect", path]);
        Assert.That(result.ExitCode, Is.EqualTo(6));
        Assert.That(result.Error, Does.Contain("TB6003"));
    }

    [TestCase("0")]
    [TestCase("many")]
    [TestCase("99999999999")]
    public void No_threads_are_a_wrong_argument(string count)
    {
        var result = CliProgram.Run(["imager", "iso", "--threads", count]);
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Error, Does.Contain("Error: --threads must be a number of 1 or more"));
    }

    [TestCase("bash")]
    [TestCase("zsh")]
    [TestCase("fish")]
    [TestCase("pwsh")]
    public void Each_shell_has_a_script(string shell) => Assert.That(CliProgram.Run(["completion", shell]).Output, Does.Contain("talosboot"));

    [Test]
    public void The_script_of_bash_completes_a_verb()
    {
        using var folder = new TemporaryFolder();
        folder.WriteFile("talosboot", System.Text.Encoding.UTF8.GetBytes($"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "talosboot-cli.dll")}' \"$@\"\n"));
        ForeignTool.Run("chmod", "0700", folder["talosboot"]);
        folder.WriteFile("script", System.Text.Encoding.UTF8.GetBytes(CliProgram.Run(["completion", "bash"]).Output));
        var completed = ForeignTool.Run(
            "bash", "-c", $"PATH='{folder.Path}':$PATH; . '{folder["script"]}'; COMP_LINE='talosboot insp' COMP_POINT=14 COMP_CWORD=1; COMP_WORDS=(talosboot insp); _talosboot; echo \"${{COMPREPLY[@]}}\"");
        Assert.That(completed.Output.Trim(), Is.EqualTo("inspect"));
    }

    [Test]
    public void A_schematic_is_made_and_has_its_id()
    {
        using var folder = new TemporaryFolder();
        var text = CliProgram.Run(["schematic", "new", "--extension", "siderolabs/gvisor", "--extra-kernel-arg", "a=b"]).Output;
        folder.WriteFile("schematic.yaml", System.Text.Encoding.UTF8.GetBytes(text));
        var id = CliProgram.Run(["schematic", "id", folder["schematic.yaml"]]).Output;
        Assert.That(id, Does.StartWith(Schematics.Schematic.Parse(text).Id().Hex));
        Assert.That(CliProgram.Run(["schematic", "check", folder["schematic.yaml"]]).ExitCode, Is.Zero);
        Assert.That(CliProgram.Run(["inspect", folder["schematic.yaml"]]).Output, Does.Contain(id[..64]));
    }

    [Test]
    public void Assets_are_planned_built_inspected_and_compared()
    {
        using var folder = new TemporaryFolder();
        string[] request = ["metal-uki", "--talos", "1.12.0", "--arch", "amd64", "--images", DemoRelease.Folder];
        var plan = CliProgram.Run(["plan", .. request, "--json"]);
        Assert.That(plan.ExitCode, Is.Zero, plan.Error);
        Assert.That(plan.Output, Does.Contain("\"fileName\": \"metal-amd64-uki.efi\"").And.Contain("enter-machined"));
        Assert.That(CliProgram.Run(["build", .. request, "--output", folder["made/deep"]]).ExitCode, Is.Zero);
        var file = Directory.GetFiles(folder["made/deep"]).Single();
        var inspected = CliProgram.Run(["inspect", "--json", file]);
        Assert.That(inspected.Output, Does.Contain("\"talosVersion\": \"v1.12.0\""));
        Assert.That(CliProgram.Run(["diff", file, file]), Has.Property(nameof(ToolResult.ExitCode)).Zero.And.Property(nameof(ToolResult.Output)).Empty);
        var compared = CliProgram.Run(["diff", file, folder.WriteFile("changed.efi", ChangedUki.Of(file))]);
        Assert.That((compared.ExitCode, compared.Output), Is.EqualTo((1, $".cmdline\n    {ChangedUki.Difference}\n")));
        Assert.That(CliProgram.Run(["measure", file]).Output, Does.Contain("sha256 enter-machined "));
    }
}
