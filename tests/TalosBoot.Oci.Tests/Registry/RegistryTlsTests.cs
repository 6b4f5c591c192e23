using System.Net;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Registry;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Oci.Tests.Registry;

/// <summary>Certificates, and when there may be none.</summary>
[TestFixture]
sealed class RegistryTlsTests
{
    [Test]
    public async Task A_certificate_is_accepted_of_an_authority_that_was_given_or_for_an_insecure_host_and_else_refused()
    {
        using var certificate = SelfSigned.Certificate("registry.test");
        await using var server = new FaultRegistry(certificate);
        using var trusting = new RegistryClient(TestRegistry.Options with { CertificateAuthorities = [certificate] });
        await trusting.PingAsync(server.Host);
        using var careless = new RegistryClient(TestRegistry.Options with { InsecureRegistries = [server.Host] });
        await careless.PingAsync(server.Host);
        using var other = SelfSigned.Certificate("registry.test");
        foreach (var options in new[] { TestRegistry.Options, TestRegistry.Options with { CertificateAuthorities = [other] }, TestRegistry.Options with { InsecureRegistries = ["example.com"] } })
        {
            using var client = new RegistryClient(options);
            var failure = await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync(server.Host));
            Assert.That(failure!.DiagnosticId, Is.EqualTo("TB2010"));
        }
    }

    [TestCase("1.3.6.1.5.5.7.3.1", true)]
    [TestCase("1.3.6.1.5.5.7.3.2", false)]
    public async Task A_certificate_of_an_authority_that_was_given_is_for_servers(string purpose, bool isAccepted)
    {
        using var certificate = SelfSigned.Certificate("registry.test", purpose);
        await using var server = new FaultRegistry(certificate);
        using var client = new RegistryClient(TestRegistry.Options with { CertificateAuthorities = [certificate] });
        if (isAccepted)
        {
            await client.PingAsync(server.Host);
            return;
        }

        var failure = await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync(server.Host));
        Assert.That(failure!.DiagnosticId, Is.EqualTo("TB2010"));
    }

    [Test]
    public async Task That_neither_https_nor_http_leads_to_a_registry_is_told_with_both_reasons()
    {
        await using var server = new FaultRegistry();
        server.Always("GET", "/v2/", _ => FaultAnswer.Text(403, "no registry here"));
        using var client = new RegistryClient(TestRegistry.Options);
        var failure = await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync(server.Host));
        Assert.That((failure!.DiagnosticId, (int?)failure.Status), Is.EqualTo(("TB2013", 403)));
        Assert.That(failure.Message, Does.Contain($"https://{server.Host}/v2/").And.Contain($"http://{server.Host}/v2/").And.Contain("no registry here"));
    }

    [Test]
    public async Task A_host_that_is_not_local_is_never_asked_without_TLS_unless_it_is_insecure()
    {
        await using var server = new FaultRegistry();
        var options = TestRegistry.Options with { HandlerFactory = NamedHosts.Handler(("registry.example", server.Port)) };
        using var client = new RegistryClient(options);
        var failure = await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync("registry.example"));
        Assert.That(failure!.DiagnosticId, Is.EqualTo("TB2010"));
        Assert.That(server.Requests, Is.Empty);
        using var insecure = new RegistryClient(options with { InsecureRegistries = ["registry.example"] });
        await insecure.PingAsync("registry.example");
        Assert.That(server.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_registry_with_TLS_must_not_lead_to_a_host_without()
    {
        using var certificate = SelfSigned.Certificate("registry.test");
        await using var server = new FaultRegistry(certificate);
        server.Always("GET", "/v2/x/", _ => FaultAnswer.Redirect(302, "http://cdn.example/blob"));
        using var client = new RegistryClient(TestRegistry.Options with
        {
            CertificateAuthorities = [certificate],
            HandlerFactory = () => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => certificate.Equals(shown) },
                ConnectCallback = async (_, cancellationToken) =>
                {
                    var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
                    await socket.ConnectAsync(IPAddress.Loopback, server.Port, cancellationToken);
                    return new System.Net.Sockets.NetworkStream(socket, true);
                },
            },
        });
        var failure = await Assert.ThrowsAsync<RegistryException>(() => client.GetManifestAsync(ImageReference.Parse("registry.test/x:v1")));
        Assert.That(failure!.DiagnosticId, Is.EqualTo("TB2015"));
    }
}
