using TalosBoot.Testing.Processes;

namespace TalosBoot.Factory.Orleans.Tests.Kubernetes;

/// <summary>The sample host as a process that takes itself for a pod: it has the environment of one, and sees the files of a service account.</summary>
internal sealed class PodProcess(string name, string address, FakeKubernetes kubernetes, string configuration, string serviceAccount, Uri http) : IDisposable
{
    const string Mount = """
        mount -t tmpfs none /run && mkdir -p /run/secrets/kubernetes.io && cp -r "$1" /run/secrets/kubernetes.io/serviceaccount && shift && exec "$@"
        """;

    readonly FactoryHostProcess _host = new(
        configuration,
        new HttpClient { BaseAddress = http, Timeout = TimeSpan.FromMinutes(5) },
        "info",
        new Dictionary<string, string>
        {
            ["POD_NAME"] = name,
            ["POD_NAMESPACE"] = FakeKubernetes.Namespace,
            ["POD_IP"] = address,
            ["ORLEANS_SERVICE_ID"] = "image-factory",
            ["ORLEANS_CLUSTER_ID"] = "image-factory",
            ["KUBERNETES_SERVICE_HOST"] = "127.0.0.1",
            ["KUBERNETES_SERVICE_PORT"] = $"{kubernetes.Port}",
            ["DOTNET_DbgEnableMiniDump"] = "0", // One that leaves the cluster against its will ends as in a crash.
        },
        launcher: ["unshare", "-rm", "sh", "-c", Mount, "sh", serviceAccount]);

    public HttpClient Http => _host.Http;

    /// <summary>Everything that it said.</summary>
    public string Log => _host.Log;

    public Task StartAsync() => _host.StartAsync();

    /// <summary>Starts it, and waits until it has ended by itself.</summary>
    public Task StartInVainAsync() => _host.StartInVainAsync();

    public Task KillAsync() => _host.KillAsync();

    /// <summary>Waits until it has ended by itself.</summary>
    public Task WaitForEndAsync(TimeSpan atMost) => _host.WaitForEndAsync(atMost);

    public void Dispose() => _host.Dispose();
}
