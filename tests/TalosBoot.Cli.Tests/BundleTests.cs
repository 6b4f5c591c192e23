using System.Security.Cryptography;
using System.Text;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Cli.Tests;

/// <summary>What is collected on a machine with a network is enough on one without.</summary>
[TestFixture]
public sealed class BundleTests
{
    static readonly string[] Request = ["build", "metal-uki", "--talos", "v1.12.0", "--arch", "amd64"];

    [Test]
    public void A_build_from_a_bundle_opens_no_socket_and_has_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        Create(folder["bundle"]);
        var trace = folder["trace"];
        string[] build = [.. Request, "--images", folder["bundle"], "--output", folder["from-bundle"]];
        ForeignTool.Run("strace", ["--follow-forks", "--trace=socket", $"--output={trace}", "dotnet", CliProgram.Assembly, .. build]);
        Assert.That(File.ReadAllLines(trace), Is.Not.Empty.And.None.Contains("AF_INET"));
        Assert.That(CliProgram.Run([.. Request, "--images", DemoRelease.Folder, "--output", folder["from-release"]]).ExitCode, Is.Zero);
        Assert.That(
            CliProgram.Run(["diff", folder["from-bundle/metal-amd64-uki.efi"], folder["from-release/metal-amd64-uki.efi"]]).ExitCode, Is.Zero);
    }

    [Test]
    public void A_bundle_becomes_a_registry_with_the_same_digests()
    {
        using var folder = new TemporaryFolder();
        using var registry = DockerRegistry.Start(folder);
        Create(folder["bundle"], "--extension", "siderolabs/demo-hello");
        var import = CliProgram.Run(["bundle", "import", folder["bundle"], registry.Host]);
        Assert.That(import.ExitCode, Is.Zero, import.Error);
        var resolved = CliProgram.Run(["extensions", "resolve", "--talos", "v1.12.0", "siderolabs/demo-hello", "--images", folder["bundle"]]).Output.Trim();
        Assert.That(CliProgram.Run(["image", "digest", $"{registry.Host}/siderolabs/demo-hello:v1.0.0"]).Output.Trim(), Is.EqualTo(resolved.Split('@')[1]));
    }

    [Test]
    public void How_far_a_bundle_is_and_what_it_has_become_is_told()
    {
        using var folder = new TemporaryFolder();
        using var registry = DockerRegistry.Start(folder);
        string[] create = ["bundle", "create", "--talos", "v1.12.0", "--progress", "plain"];
        var created = CliProgram.Run([.. create, "--images", DemoRelease.Folder, "--output", folder["bundle"]]).Error;
        Assert.That(created, Does.Match($@"^write {folder["bundle"]}: [\d.]+ MB\n2 images, [\d.]+ MB, in {folder["bundle"]}\n$"));
        var imported = CliProgram.Run(["bundle", "import", folder["bundle"], registry.Host, "--progress", "plain"]).Error;
        Assert.That(imported, Does.Match($@"^push {registry.Host}: [\d.]+ MB\n2 images, [\d.]+ MB, in {registry.Host}\n$"));

        // It ends where the registry itself, which is not there, is asked for signatures that the mirror does not have.
        var fetched = CliProgram.Run(
            [.. create, "--mirror", $"ghcr.io=http://{registry.Host}", "--output", folder["fetched"]],
            environment: new Dictionary<string, string> { ["HTTPS_PROXY"] = "http://127.0.0.1:1" });
        Assert.That(fetched.Error, Does.Match(@"^(fetch sha256:[0-9a-f]{64}: [\d.]+ [kM]B\n)+"));
        Assert.That(CliProgram.Run([.. create, "--images", DemoRelease.Folder, "--output", folder["quiet"], "--quiet"]).Error, Is.Empty);
    }

    [Test]
    public void What_nobody_signed_is_not_collected()
    {
        using var folder = new TemporaryFolder();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        folder.WriteFile("key.pem", Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem()));
        var refused = CliProgram.Run(
            ["bundle", "create", "--talos", "v1.12.0", "--images", DemoRelease.Folder, "--output", folder["bundle"], "--key", folder["key.pem"]]);
        Assert.That(refused.ExitCode, Is.EqualTo(5), refused.Error);
        Assert.That(refused.Error, Does.Contain("TB22"));
        Assert.That(Directory.Exists(folder["bundle"]), Is.False);
    }

    static void Create(string folder, params string[] more)
    {
        var result = CliProgram.Run(["bundle", "create", "--talos", "1.12.0", "--images", DemoRelease.Folder, "--output", folder, .. more]);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
    }
}
