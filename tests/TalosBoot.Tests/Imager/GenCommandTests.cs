using TalosBoot.Testing;

namespace TalosBoot.Tests.Imager;

/// <summary>The verbs <c>gen secureboot</c> of <c>talosboot imager</c> (uki-secureboot.md 8).</summary>
public sealed class GenCommandTests
{
    [Test]
    public void Keys_and_databases_have_upstreams_names_and_private_modes_and_are_not_overwritten()
    {
        using var folder = new TemporaryFolder();
        foreach (var verb in new[] { "uki", "pcr", "database" })
        {
            var result = ImagerProgram.Run(["gen", "secureboot", verb, "--output", folder["out"]]);
            Assert.That(result.ExitCode, Is.Zero, result.Error);
        }

        var files = Directory.GetFiles(folder["out"]);
        Assert.That(files.Select(Path.GetFileName), Is.EquivalentTo(new[]
        {
            "KEK.auth", "PK.auth", "db.auth", "pcr-signing-key.pem", "uki-signing-cert.der", "uki-signing-cert.pem", "uki-signing-key.pem",
        }));
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(files.Select(File.GetUnixFileMode), Is.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        Assert.That(
            ForeignTool.Run("openssl", "x509", "-in", folder["out", "uki-signing-cert.pem"], "-noout", "-subject").Output,
            Does.Contain("O = Test UKI Signing Key"));
        var before = File.ReadAllBytes(folder["out", "pcr-signing-key.pem"]);
        Assert.That(ImagerProgram.Run(["gen", "secureboot", "pcr", "-o", folder["out"]]).Error, Does.Contain("TB6001"));
        Assert.That(File.ReadAllBytes(folder["out", "pcr-signing-key.pem"]), Is.EqualTo(before));
        Assert.That(ImagerProgram.Run(["gen", "secureboot", "pcr", "-o", folder["out"], "--force"]).ExitCode, Is.Zero);
        Assert.That(File.ReadAllBytes(folder["out", "pcr-signing-key.pem"]), Is.Not.EqualTo(before));
    }
}
