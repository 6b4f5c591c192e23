using System.Security.Cryptography.X509Certificates;
using TalosBoot.Boot.Signing;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Tests.Signing;

public sealed class SigningKeysTests
{
    static readonly DateTimeOffset Now = new(2024, 2, 3, 4, 5, 6, TimeSpan.Zero);
    static readonly Lazy<GeneratedKey> Key = new(() => SigningKeys.CreateUkiSigningKey(SigningKeys.DefaultUkiName, Now));

    [Test]
    public void The_certificate_is_as_that_of_talosctl()
    {
        using var certificate = X509CertificateLoader.LoadCertificate(Key.Value.CertificateDer.Span);
        Assert.That((certificate.Subject, certificate.Issuer), Is.EqualTo(("O=Test UKI Signing Key", "O=Test UKI Signing Key")));
        Assert.That(certificate.SignatureAlgorithm.Value, Is.EqualTo("1.2.840.113549.1.1.13"));
        Assert.That(certificate.GetRSAPublicKey()!.KeySize, Is.EqualTo(4096));
        Assert.That(certificate.NotBefore.ToUniversalTime(), Is.EqualTo(Now.UtcDateTime));
        Assert.That(certificate.NotAfter.ToUniversalTime(), Is.EqualTo(Now.AddHours(87_600).UtcDateTime));
        Assert.That(certificate.SerialNumberBytes.Length, Is.EqualTo(16));
        Assert.That(
            certificate.Extensions.Take(3).Select(
                extension => (extension.Oid!.Value, extension.Critical, Convert.ToHexStringLower(extension.RawData))),
            Is.EqualTo(new[]
            {
                ("2.5.29.15", true, "03020284"), ("2.5.29.37", false, "301406082b0601050507030106082b06010505070302"), ("2.5.29.19", true, "30030101ff"),
            }));
        Assert.That(certificate.Extensions, Has.Count.EqualTo(4));
        Assert.That(
            (certificate.Extensions[3].Oid!.Value, certificate.Extensions[3].Critical, certificate.Extensions[3].RawData.Length),
            Is.EqualTo(("2.5.29.14", false, 22)));
    }

    [Test]
    public void OpenSSL_reads_key_and_certificate_as_a_pair()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["key.pem"], Key.Value.PrivateKeyPem);
        File.WriteAllText(folder["cert.pem"], Key.Value.CertificatePem);
        var keyModulus = ForeignTool.Run("openssl", "rsa", "-in", folder["key.pem"], "-noout", "-modulus").Output;
        Assert.That(ForeignTool.Run("openssl", "x509", "-in", folder["cert.pem"], "-noout", "-modulus").Output, Is.EqualTo(keyModulus));
        Assert.That(
            ForeignTool.Run("openssl", "verify", "-no_check_time", "-CAfile", folder["cert.pem"], folder["cert.pem"]).Output,
            Does.Contain(": OK"));
        Assert.That(ForeignTool.Run("openssl", "asn1parse", "-in", folder["cert.pem"]).Output, Does.Contain("PRINTABLESTRING   :Test UKI "
            + "Signing Key"));
    }

    [Test]
    public void The_keys_can_be_signed_with()
    {
        using var signer = FileSecureBootSigner.FromPem(Bytes(Key.Value.PrivateKeyPem), Bytes(Key.Value.CertificatePem!));
        var pcr = SigningKeys.CreatePcrSigningKey();
        using var pcrSigner = FilePcrSigner.FromPem(Bytes(pcr.PrivateKeyPem));
        Assert.That(Key.Value.PrivateKeyPem, Does.StartWith("-----BEGIN RSA PRIVATE KEY-----\n").And.EndsWith("-----END RSA PRIVATE "
            + "KEY-----\n"));
        Assert.That((pcr.CertificatePem, pcr.CertificateDer.Length), Is.EqualTo(((string?)null, 0)));
    }

    [Test]
    public void A_key_says_nothing_of_itself() =>
        Assert.That(Key.Value.ToString() + SigningKeys.CreatePcrSigningKey(), Is.EqualTo("signing key of O=Test UKI Signing Keysigning "
            + "key"));

    [Test]
    public async Task Files_are_for_this_user_only_and_are_not_overwritten()
    {
        using var folder = new TemporaryFolder();
        (string, ReadOnlyMemory<byte>)[] files = [("a.pem", Bytes("one")), ("b.pem", Bytes("two"))];
        await SigningFolder.WriteAsync(folder["out"], files, overwrite: false);
        Assert.That(File.ReadAllText(folder["out", "b.pem"]), Is.EqualTo("two"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(File.GetUnixFileMode(folder["out", "a.pem"]), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            Assert.That(
                File.GetUnixFileMode(folder["out"]),
                Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        }

        File.Delete(folder["out", "a.pem"]);
        Assert.That(
            async () => await SigningFolder.WriteAsync(folder["out"], files, overwrite: false),
            Throws.TypeOf<FileAccessException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.OutputNotWritable).And.Message.Contains("b.pem"));
        Assert.That(File.Exists(folder["out", "a.pem"]), Is.False);
        await SigningFolder.WriteAsync(folder["out"], [("b.pem", Bytes("three"))], overwrite: true);
        Assert.That(File.ReadAllText(folder["out", "b.pem"]), Is.EqualTo("three"));
    }

    [Test]
    public async Task A_cancelled_write_leaves_no_half_file()
    {
        using var folder = new TemporaryFolder();
        Assert.That(
            async () => await SigningFolder.WriteAsync(
                folder.Path, [("a.pem", Bytes("one"))], overwrite: false, new CancellationToken(true)),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Directory.GetFiles(folder.Path), Is.Empty);
        await Task.CompletedTask;
    }

    static byte[] Bytes(string text) => System.Text.Encoding.ASCII.GetBytes(text);
}
