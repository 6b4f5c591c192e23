using System.Security.Cryptography.X509Certificates;
using System.Text;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Registry;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Oci.Tests.Registry;

/// <summary>Certificates for single hosts, as docker keeps them in <c>/etc/docker/certs.d</c>.</summary>
[TestFixture]
sealed class HostCertificateTests
{
    static byte[] Certificate(X509Certificate2 certificate) => Encoding.ASCII.GetBytes(certificate.ExportCertificatePem());

    static byte[] Key(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem());
    }

    static async Task PingAsync(FaultRegistry server, TemporaryFolder folder)
    {
        using var client = new RegistryClient(TestRegistry.Options with { CertificateFolder = folder.Path });
        await client.PingAsync(server.Host);
    }

    [Test]
    public async Task Count_for_their_host_and_port_alone()
    {
        using var folder = new TemporaryFolder();
        using var certificate = SelfSigned.Certificate("registry.test");
        using var own = SelfSigned.Certificate("client.test");
        await using var server = new FaultRegistry(certificate);
        await using var other = new FaultRegistry(certificate);
        folder.WriteFile($"{server.Host}/ca.crt", Certificate(certificate));
        folder.WriteFile($"{server.Host}/client.cert", Certificate(own));
        folder.WriteFile($"{server.Host}/client.key", Key(own));
        await PingAsync(server, folder);
        Assert.That(server.ClientCertificates, Is.EqualTo(new[] { own.Thumbprint }));
        var failure = await Assert.ThrowsAsync<RegistryException>(() => PingAsync(other, folder));
        Assert.That(failure!.DiagnosticId, Is.EqualTo("TB2010"));
        Assert.That(other.ClientCertificates, Is.Empty);
    }

    [Test]
    public async Task That_were_wrong_count_when_they_are_corrected()
    {
        using var folder = new TemporaryFolder();
        using var certificate = SelfSigned.Certificate("registry.test");
        await using var server = new FaultRegistry(certificate);
        using var client = new RegistryClient(TestRegistry.Options with { CertificateFolder = folder.Path });
        Assert.That((await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync(server.Host)))!.DiagnosticId, Is.EqualTo("TB2010"));
        folder.WriteFile($"{server.Host}/ca.crt", "no certificate"u8.ToArray());
        Assert.That((await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync(server.Host)))!.DiagnosticId, Is.EqualTo("TB2020"));
        folder.WriteFile($"{server.Host}/ca.crt", Certificate(certificate));
        await client.PingAsync(server.Host);
    }

    [TestCase("ca.crt", "no certificate", "TB2020")]
    [TestCase("ca.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "TB2020")]
    [TestCase("client.cert", "CERTIFICATE", "TB2020")]
    [TestCase("client.key", "-----BEGIN PRIVATE KEY-----\nc2VjcmV0LWtleS1ieXRlcw==\n-----END PRIVATE KEY-----\n", "TB2020")]
    public async Task That_cannot_be_understood_are_told_without_a_word_of_a_key(string file, string content, string id)
    {
        using var folder = new TemporaryFolder();
        using var certificate = SelfSigned.Certificate("registry.test");
        await using var server = new FaultRegistry(certificate);
        var whole = Certificate(certificate);
        folder.WriteFile($"{server.Host}/{file}", content == "CERTIFICATE" ? whole : Encoding.ASCII.GetBytes(content));
        if (file == "client.key")
        {
            folder.WriteFile($"{server.Host}/client.cert", whole);
        }

        var failure = await Assert.ThrowsAsync<RegistryException>(() => PingAsync(server, folder));
        Assert.That(failure!.DiagnosticId, Is.EqualTo(id));
        Assert.That(failure.ToString(), Does.Contain(server.Host).And.Not.Contain("c2VjcmV0").And.Not.Contain("secret-key"));
        Assert.That(server.Requests, Is.Empty);
    }
}
