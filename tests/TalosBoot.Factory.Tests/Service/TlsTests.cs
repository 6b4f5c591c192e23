using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Service;

/// <summary>The sample host with a certificate.</summary>
[TestFixture]
internal sealed class TlsTests
{
    static readonly DateTimeOffset Begin = DateTimeOffset.UtcNow.AddDays(-1);

    /// <summary>What a client that trusts the root alone needs.</summary>
    [Test]
    public async Task Sends_the_chain_that_its_file_has()
    {
        using var folder = new TemporaryFolder();
        var (root, _) = Issue("CN=root", null);
        var (intermediate, intermediateKey) = Issue("CN=intermediate", root);
        var (leaf, leafKey) = Issue("CN=127.0.0.1", intermediate);
        folder.WriteFile("chain.pem", Encoding.ASCII.GetBytes($"{leaf.ExportCertificatePem()}\n{intermediate.ExportCertificatePem()}\n"));
        folder.WriteFile("key.pem", Encoding.ASCII.GetBytes(leafKey.ExportPkcs8PrivateKeyPem()));
        await using var server = FactoryServer.Start(
            FactoryLab.Registry, folder["server"], $"http: {{certFile: '{folder["chain.pem"]}', keyFile: '{folder["key.pem"]}'}}", usesRegistry: false);
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.Add(root);

        using var client = new TcpClient();
        await client.ConnectAsync(IPEndPoint.Parse(server.Address));
        await using var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", CertificateChainPolicy = policy });

        Assert.That(stream.RemoteCertificate!.Subject, Is.EqualTo("CN=127.0.0.1"));
    }

    static (X509Certificate2 Certificate, ECDsa Key) Issue(string name, X509Certificate2? issuer)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var isAuthority = !name.EndsWith('1');
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, hasPathLengthConstraint: false, 0, critical: true));
        if (!isAuthority)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
        }

        var certificate = issuer is null ? request.CreateSelfSigned(Begin, Begin.AddDays(30))
            : request.Create(issuer, Begin, Begin.AddDays(30), RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);
        return (certificate, key);
    }
}
