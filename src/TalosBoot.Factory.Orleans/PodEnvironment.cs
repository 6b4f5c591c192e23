using System.Net;
using FactoryClusterOptions = TalosBoot.Factory.Options.ClusterOptions;
using Hosting = Orleans.Hosting.Kubernetes.KubernetesHostingOptions;

namespace TalosBoot.Factory.Orleans;

/// <summary>
/// What a replica must know of the pod that it runs in. Orleans takes what is missing from elsewhere, such as the first address of the machine, asks Kubernetes
/// for pods that have other labels, or fails without a word of the manifest: so all of it is checked at the start.
/// </summary>
/// <param name="options">The cluster.</param>
/// <param name="read">Reads a variable of the environment; null where there is none.</param>
/// <param name="serviceAccount">The folder of the pod's service account.</param>
internal sealed class PodEnvironment(FactoryClusterOptions options, Func<string, string?> read, string serviceAccount = PodEnvironment.ServiceAccountFolder)
{
    const string ServiceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>The address under which the others reach the pod.</summary>
    public IPAddress Address => IPAddress.Parse(options.Address.Length > 0 ? options.Address : read(Hosting.PodIPEnvironmentVariable)!);

    /// <summary>What is wrong with the pod: a sentence each.</summary>
    public IEnumerable<string> FindProblems()
    {
        foreach (var (variable, field) in new[] { (Hosting.PodNameEnvironmentVariable, "metadata.name"), (Hosting.PodNamespaceEnvironmentVariable, "metadata.namespace") })
        {
            if (string.IsNullOrWhiteSpace(read(variable)))
            {
                yield return $"cluster.kubernetes needs the environment variable {variable}. {FromField(variable, field)}";
            }
        }

        if (options.Address.Length == 0 && !IPAddress.TryParse(read(Hosting.PodIPEnvironmentVariable), out _))
        {
            yield return $"cluster.kubernetes needs the environment variable POD_IP with an IP address, got \"{read(Hosting.PodIPEnvironmentVariable)}\". {FromField(Hosting.PodIPEnvironmentVariable, "status.podIP")}";
        }

        // Orleans would take them for the name of the cluster, and finds the other pods by these labels: both are the same for each replica.
        foreach (var (variable, label) in new[] { (Hosting.ServiceIdEnvironmentVariable, Hosting.ServiceIdLabel), (Hosting.ClusterIdEnvironmentVariable, Hosting.ClusterIdLabel) })
        {
            if (read(variable) != options.Name)
            {
                yield return $"cluster.kubernetes needs the environment variable {variable} with the value of cluster.name, \"{options.Name}\", got \"{read(variable)}\". "
                    + $"Give the pod the label {label}: {options.Name}. {FromField(variable, $"metadata.labels['{label}']")}";
            }
        }

        foreach (var variable in new[] { "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT" })
        {
            if (string.IsNullOrWhiteSpace(read(variable)))
            {
                yield return $"cluster.kubernetes needs the environment variable {variable}, which Kubernetes sets in each pod. Leave cluster.kubernetes out where there is none.";
            }
        }

        foreach (var file in new[] { "token", "ca.crt" })
        {
            if (!File.Exists(Path.Combine(serviceAccount, file)))
            {
                yield return $"cluster.kubernetes needs the file {Path.Combine(serviceAccount, file)} of a service account. "
                    + "Give the pod a serviceAccountName, and do not set automountServiceAccountToken to false.";
            }
        }
    }

    static string FromField(string variable, string field) => $"Write in the pod: env: [{{name: {variable}, valueFrom: {{fieldRef: {{fieldPath: \"{field}\"}}}}}}].";
}
