using System.Net;
using FactoryClusterOptions = TalosBoot.Factory.Options.ClusterOptions;

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
    public IPAddress Address => IPAddress.Parse(options.Address.Length > 0 ? options.Address : read("POD_IP")!);

    /// <summary>What is wrong with the pod: a sentence each.</summary>
    public IEnumerable<string> FindProblems()
    {
        foreach (var (variable, field) in new[] { ("POD_NAME", "metadata.name"), ("POD_NAMESPACE", "metadata.namespace") })
        {
            if (string.IsNullOrWhiteSpace(read(variable)))
            {
                yield return $"cluster.kubernetes needs the environment variable {variable}. {FromField(variable, field)}";
            }
        }

        if (options.Address.Length == 0 && !IPAddress.TryParse(read("POD_IP"), out _))
        {
            yield return $"cluster.kubernetes needs the environment variable POD_IP with an IP address, got \"{read("POD_IP")}\". {FromField("POD_IP", "status.podIP")}";
        }

        // Orleans would take them for the name of the cluster, and finds the other pods by these labels: both are the same for each replica.
        foreach (var (variable, label) in new[] { ("ORLEANS_SERVICE_ID", "orleans/serviceId"), ("ORLEANS_CLUSTER_ID", "orleans/clusterId") })
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
