using System.Security.Cryptography;
using System.Text;
using TalosBoot.Boot.Signing;
using TalosBoot.Boot.Signing.Remote;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Tests.Signing.Remote;

public sealed class CommandKeyTests
{
    static readonly SignatureRequest Request = new("test", HashAlgorithmName.SHA256, SHA256.HashData("test"u8));

    [TestCase("SHA256")]
    [TestCase("SHA384")]
    [TestCase("SHA512")]
    public async Task OpenSSL_signs_as_a_key_from_a_file_does(string algorithm)
    {
        ForeignTool.Require("openssl");
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["key.pem"], TestSigner.First.Key.ExportRSAPrivateKeyPem());
        var name = new HashAlgorithmName(algorithm);
        var request = new SignatureRequest("test", name, CryptographicOperations.HashData(name, "test"u8));
        var key = new CommandKey(new CommandKeyOptions
        {
            Program = "openssl",
            Arguments = ["pkeyutl", "-sign", "-inkey", folder["key.pem"], "-pkeyopt", "digest:{hash}"],
            Certificate = Encoding.ASCII.GetBytes(TestSigner.First.CertificatePem),
        });
        var expected = TestSigner.First.Sign(request).ToArray();
        Assert.That((await new RemoteSecureBootSigner(key).SignAsync(request)).ToArray(), Is.EqualTo(expected));
        Assert.That((await new RemotePcrSigner(key).SignAsync(request)).ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public async Task No_shell_looks_at_the_arguments_and_the_name_is_put_in()
    {
        var output = await Shell("printf '%s' \"$1\"", "{name};$(id) {hash}").SignAsync(Request);
        Assert.That(Encoding.UTF8.GetString(output.Span), Is.EqualTo("test;$(id) sha256"));
    }

    [Test]
    public async Task The_digest_is_what_it_reads() =>
        Assert.That((await Shell("cat").SignAsync(Request)).ToArray(), Is.EqualTo(Request.Digest.ToArray()));

    [TestCase("echo 'no key here' >&2; exit 3", "ended with 3 and said: no key here")]
    [TestCase("exit 4", "ended with 4, and said nothing")]
    [TestCase("kill -9 $$", "ended with 137")]
    public async Task A_program_that_fails_is_quoted(string script, string part)
    {
        var exception = await Assert.ThrowsAsync<SigningException>(async () => await Shell(script).SignAsync(Request));
        Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.SignerFailed));
        Assert.That(exception.Message, Does.Contain(part));
    }

    [Test]
    public async Task A_program_that_does_not_exist_is_named()
    {
        var key = new CommandKey(new CommandKeyOptions { Program = "/nowhere/sign" });
        var exception = await Assert.ThrowsAsync<SigningException>(async () => await key.SignAsync(Request));
        Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.SignerFailed));
        Assert.That(exception.Message, Does.Contain("/nowhere/sign"));
    }

    [TestCase("head -c 5000000 /dev/zero")]
    [TestCase("cat")]
    public async Task An_output_that_is_no_signature_is_refused(string script)
    {
        var key = Shell(script);
        var exception = await Assert.ThrowsAsync<SigningException>(async () => await new RemotePcrSigner(key).SignAsync(Request));
        Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.SignatureLengthWrong));
    }

    [Test]
    public async Task A_program_that_hangs_is_killed_with_its_children()
    {
        using var folder = new TemporaryFolder();
        var signer = new RemotePcrSigner(
            Shell("sleep 600 & echo $! >\"$1\"; wait", folder["child"]), new RemoteSignerOptions { Timeout = TimeSpan.FromSeconds(1) });
        var exception = await Assert.ThrowsAsync<SigningException>(async () => await signer.SignAsync(Request));
        Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.SignerTimedOut));
        var child = File.ReadAllText(folder["child"]).Trim();
        Assert.That(() => IsAlive(child), Is.False.After(5000, 50));
    }

    [Test]
    public async Task A_key_without_a_certificate_says_so()
    {
        var exception = await Assert.ThrowsAsync<SigningException>(
            async () => await new CommandKey(new CommandKeyOptions { Program = "true" }).GetPublicKeyAsync());
        Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.SignerKeyNotFound));
    }

    /// <summary>Dead, or a zombie that nobody has buried yet.</summary>
    static bool IsAlive(string process) =>
        File.Exists($"/proc/{process}/stat") && !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);

    static CommandKey Shell(string script, params string[] arguments)
    {
        ForeignTool.Require("/bin/sh");
        return new CommandKey(new CommandKeyOptions
        {
            Program = "/bin/sh",
            Arguments = ["-c", script, "sh", .. arguments],
            PublicKey = TestSigner.First.Key.ExportSubjectPublicKeyInfo(),
        });
    }
}
