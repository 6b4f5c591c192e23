using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace TalosBoot.Testing.Registry;

/// <summary>Debian's docker-registry as a process of the test, on a free port of loopback, with an empty store.</summary>
public sealed class DockerRegistry : IDisposable
{
    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    readonly Process _process;
    readonly Task _output;

    DockerRegistry(Process process, int port)
    {
        _process = process;
        Host = $"127.0.0.1:{port}";
        _output = Task.WhenAll(process.StandardOutput.BaseStream.CopyToAsync(Stream.Null), process.StandardError.BaseStream.CopyToAsync(Stream.Null));
    }

    public string Host { get; }

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
        var start = new ProcessStartInfo("docker-registry", ["serve", configuration]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OTEL_TRACES_EXPORTER"] = "none";
        var registry = new DockerRegistry(Process.Start(start)!, port);
        registry.WaitUntilItListens(port);
        return registry;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _output.Wait();
        _process.Dispose();
    }

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

    void WaitUntilItListens(int port)
    {
        for (var waited = Stopwatch.StartNew(); ; Thread.Sleep(20))
        {
            try
            {
                using var probe = new TcpClient("127.0.0.1", port);
                return;
            }
            catch (SocketException) when (waited.Elapsed < StartTimeout && !_process.HasExited)
            {
                // It is still starting.
            }
        }
    }
}
