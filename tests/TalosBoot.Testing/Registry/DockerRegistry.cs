using System.Security.Cryptography.X509Certificates;
using System.Text;
using TalosBoot.Testing.Processes;

namespace TalosBoot.Testing.Registry;

/// <summary>Debian's docker-registry as a process of the test, on a free port of loopback, with an empty store.</summary>
public sealed class DockerRegistry : IDisposable
{
    readonly ServerProcess _server;

    DockerRegistry(ServerProcess server) => _server = server;

    public string Host => $"127.0.0.1:{_server.Port}";

    /// <summary>Starts a registry.</summary>
    /// <param name="folder">Takes configuration and store.</param>
    /// <param name="authentication">The lines of the configuration's <c>auth</c>; empty for none.</param>
    /// <param name="certificate">The certificate, with a key that can be exported, for TLS; null for none.</param>
    public static DockerRegistry Start(TemporaryFolder folder, string authentication = "", X509Certificate2? certificate = null)
    {
        ForeignTool.Require("docker-registry");
        var port = LoopbackPort.Free();
        var configuration = folder.WriteFile($"registry-{port}.yml", Encoding.UTF8.GetBytes($$"""
            version: 0.1
            log:
              level: error
              accesslog:
                disabled: true
            storage:
              filesystem:
                rootdirectory: {{folder[$"store-{port}"]}}
              delete:
                enabled: true
            http:
              addr: 127.0.0.1:{{port}}
            {{(certificate is null ? string.Empty : Tls(folder, certificate))}}
            {{authentication}}
            """));
        return new DockerRegistry(ServerProcess.Start(port, "docker-registry", "serve", configuration));
    }

    public void Dispose() => _server.Dispose();

    static string Tls(TemporaryFolder folder, X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        var chain = folder.WriteFile("tls.crt", Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
        return $"""
              tls:
                certificate: {chain}
                key: {folder.WriteFile("tls.key", Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()))}
            """;
    }
}
