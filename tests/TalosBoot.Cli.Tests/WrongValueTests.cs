using System.Text;
using TalosBoot.Samples.Cli;
using TalosBoot.Testing;

namespace TalosBoot.Cli.Tests;

/// <summary>A wrong value of an option is told in a line, whatever it is.</summary>
[TestFixture]
public sealed class WrongValueTests
{
    const string Hint = "; give a registry and a URL, such as ghcr.io=https://mirror.example.com, or *=URL for all registries.";

    [TestCase("ghcr.io")]
    [TestCase("ghcr.io=mirror.local")]
    [TestCase("ghcr.io=ftp://mirror.local")]
    [TestCase("=https://mirror.local")]
    [TestCase("registry=https://mirror.local")]
    [TestCase("ghcr.io/siderolabs=https://mirror.local")]
    public void A_mirror_is_a_registry_and_a_URL(string text)
    {
        var result = CliProgram.Run(["version", "--mirror", text]);
        Assert.That((result.ExitCode, result.Error.Trim()), Is.EqualTo((1, $"Error: --mirror is \"{text}\"{Hint}")));
    }

    [Test]
    public void Mirrors_of_one_registry_are_asked_in_their_order()
    {
        string[] mirrors = ["--mirror", "docker.io=https://one.example.com", "--mirror", "*=http://all.example.com:5000", "--mirror", "index.docker.io=https://two.example.com/path"];
        var parsed = TalosBootCommand.Create().Parse(["version", .. mirrors]);
        Assert.That(parsed.Errors, Is.Empty);
        Assert.That(
            GlobalOptions.RegistryOptionsOf(parsed).Mirrors.Select(pair => $"{pair.Key} {string.Join(' ', pair.Value.Endpoints.Select(mirror => mirror.Address))}"),
            Is.EqualTo(new[] { "index.docker.io https://one.example.com/ https://two.example.com/path", "* http://all.example.com:5000/" }));
    }

    [TestCase("inspect", "", "asset is empty. Leave it out, or give it a value.")]
    [TestCase("version", "--images", "--images is empty. Leave it out, or give it a value.")]
    public void A_value_that_is_empty_is_told(string verb, string word, string problem)
    {
        var result = CliProgram.Run(word.Length == 0 ? [verb, string.Empty] : [verb, word, string.Empty]);
        Assert.That((result.ExitCode, result.Error.Trim()), Is.EqualTo((1, $"Error: {problem}")));
    }

    /// <summary>Upstream's flags take an empty text for none, and so do those beside them.</summary>
    [TestCase("--splash")]
    [TestCase("--grub-root")]
    [TestCase("--well-known-certs")]
    public void An_empty_flag_of_the_imager_is_none(string flag)
    {
        using var folder = new TemporaryFolder();
        string[] request = ["imager", "metal", "--talos-version", "v1.12.0", "--arch", "amd64", "--output-kind", "cmdline", "--images", DemoRelease.Folder];
        var result = CliProgram.Run([.. request, flag, string.Empty, "--output", folder.Path]);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
    }

    [TestCase("image catalog", "a b", "TB2001")]
    [TestCase("image catalog", "", "TB2001")]
    [TestCase("imager metal --talos-version v1.12.0 --arch amd64 --output-kind cmdline --images RELEASE --output", "", "TB6001")]
    public void A_value_of_another_program_that_cannot_be_right_has_an_id(string call, string value, string id)
    {
        var result = CliProgram.Run([.. call.Split(' ').Select(word => word == "RELEASE" ? DemoRelease.Folder : word), value]);
        Assert.That(result.ExitCode, Is.Not.Zero);
        Assert.That(result.Error, Does.Contain($"Error: {id}: "));
    }

    [Test]
    public void A_failure_that_nobody_foresaw_is_a_line_unless_all_of_it_is_asked_for()
    {
        // A key's owner may be anything but nothing, which this way of calling it lets through.
        string[] call = ["imager", "gen", "secureboot", "uki", "--common-name", string.Empty];
        var result = CliProgram.Run(call);
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Error, Does.StartWith("Error: ").And.Not.Contain("   at ").And.Not.Contain("Unhandled"));
        Assert.That(result.Error.Trim(), Does.Not.Contain('\n'));
    }

    [Test]
    public void Secrets_are_shown_when_asked_for()
    {
        using var folder = new TemporaryFolder();
        folder.WriteFile("one.yaml", Encoding.UTF8.GetBytes("customization: {meta: [{key: 10, value: topsecret}]}"));
        foreach (var form in new[] { "--json", "--markdown", "--quiet" })
        {
            Assert.That(CliProgram.Run(["inspect", folder["one.yaml"], form]).Output, Does.Contain("***").And.Not.Contain("topsecret"));
            Assert.That(CliProgram.Run(["inspect", folder["one.yaml"], form, "--show-secrets"]).Output, Does.Contain("topsecret"));
        }

        folder.WriteFile("cmdline-one", "talos.config.inline=topsecret a=1"u8.ToArray());
        folder.WriteFile("cmdline-two", "talos.config.inline=topsecret2 a=1"u8.ToArray());
        Assert.That(
            CliProgram.Run(["diff", folder["cmdline-one"], folder["cmdline-two"]]).Output,
            Does.Contain("only in the first: talos.config.inline=***; only in the second: talos.config.inline=***").And.Not.Contain("topsecret"));
        Assert.That(CliProgram.Run(["diff", folder["cmdline-one"], folder["cmdline-two"], "--show-secrets"]).Output, Does.Contain("topsecret2"));
    }
}
