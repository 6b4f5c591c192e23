using System.Security.Cryptography;
using System.Text;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Factory.Orleans.Tests.Replicas;

/// <summary>Three replicas on this machine, with stores that they share.</summary>
internal sealed class ReplicaCluster : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly IMeetingPlace _place;
    DockerRegistry? _registry;

    ReplicaCluster(IMeetingPlace place) => _place = place;

    public IReadOnlyList<ReplicaProcess> Replicas { get; private set; } = [];

    /// <summary>The identities of the assets that were built, of all replicas.</summary>
    public IReadOnlyList<string> Built => [.. Replicas.SelectMany(replica => replica.Built)];

    /// <summary>Everything that the replicas said, for messages of failures.</summary>
    public string Log => string.Join("\n\n", Replicas.Select(replica => replica.Log));

    /// <summary>Starts the replicas.</summary>
    /// <param name="release">The layout of the release, which is asked for first: without one the test is skipped, and nothing has been started.</param>
    /// <param name="place">Where they find each other. It is theirs from now on.</param>
    /// <param name="sharesFolder">Whether they share a folder, or a registry with a folder for each.</param>
    public static async Task<ReplicaCluster> StartAsync(string release, IMeetingPlace place, bool sharesFolder)
    {
        var cluster = new ReplicaCluster(place);
        try
        {
            cluster.Configure(release, sharesFolder);
            await Task.WhenAll(cluster.Replicas.Select(replica => replica.StartAsync()));
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>Counts the assets that were built, when the replicas have said so: what they say comes a little after the asset.</summary>
    public async Task<int> CountBuiltAsync()
    {
        for (var (counted, quiet) = (Built.Count, 0); ; quiet++)
        {
            await Task.Delay(100);
            if (Built.Count != counted)
            {
                (counted, quiet) = (Built.Count, 0);
            }
            else if (quiet == 10)
            {
                return counted;
            }
        }
    }

    public void Dispose()
    {
        foreach (var replica in Replicas)
        {
            replica.Dispose();
        }

        _registry?.Dispose();
        _place.Dispose();
        _folder.Dispose();
    }

    void Configure(string release, bool sharesFolder)
    {
        _registry = DockerRegistry.Start(_folder);
        ForeignTool.Run(
            "skopeo", "copy", "--quiet", "--all", "--dest-tls-verify=false", $"oci:{release}:{DemoRelease.Reference("imager")}",
            $"docker://{_registry.Host}/siderolabs/imager:{DemoRelease.Version}");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signingKey = _folder.WriteFile("key.pem", Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        Replicas = [.. Enumerable.Range(0, 3).Select(number => Configure(number, _registry.Host, signingKey, sharesFolder))];
    }

    ReplicaProcess Configure(int number, string registry, string signingKey, bool sharesFolder)
    {
        var address = new Uri($"http://127.0.0.1:{LoopbackPort.Free()}");
        var shared = sharesFolder ? string.Empty : $$"""
            cache: {oci: {registry: "{{registry}}", namespace: shared, repository: cache, insecure: true}, signingKeyPath: "{{signingKey}}"}
            """;
        var schematics = sharesFolder ? string.Empty : $$""", schematic: {registry: "{{registry}}", namespace: shared, repository: schematics, insecure: true}""";
        var configuration = _folder.WriteFile($"replica-{number}.yaml", Encoding.UTF8.GetBytes($$$"""
            http: {httpListenAddr: "{{{address.Authority}}}", externalURL: "http://factory.example.com/"}
            metrics: {addr: ""}
            containerSignature: {disabled: true}
            artifacts: {core: {registry: "{{{registry}}}", insecure: true}{{{schematics}}}}
            storage: {folder: "{{{_folder[sharesFolder ? "store" : $"store-{number}"]}}}"}
            cluster: {{{{_place.Configuration}}}, address: 127.0.0.1, port: {{{LoopbackPort.Free()}}}}
            {{{shared}}}
            """));
        return new ReplicaProcess(configuration, address);
    }
}
