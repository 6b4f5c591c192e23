using System.Net;
using k8s;
using k8s.Autorest;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting.Kubernetes;
using TalosBoot.Factory.Configuration;

namespace TalosBoot.Factory.Orleans;

/// <summary>
/// Ends the start of a replica whose service account may not read the pods. Orleans 10.4 asks again without a pause and without an end when Kubernetes refuses
/// an answer, and writes the refusal into the log each time.
/// </summary>
internal sealed class PodAccess(IOptions<KubernetesHostingOptions> hosting, IOptions<ClusterOptions> cluster) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(PodAccess), ServiceLifecycleStage.First, CheckAsync);

    async Task CheckAsync(CancellationToken cancellationToken)
    {
        using var client = new Kubernetes(hosting.Value.GetClientConfiguration());
        var (name, space) = (Environment.GetEnvironmentVariable(KubernetesHostingOptions.PodNameEnvironmentVariable), Environment.GetEnvironmentVariable(KubernetesHostingOptions.PodNamespaceEnvironmentVariable));
        var selector = $"{KubernetesHostingOptions.ServiceIdLabel}={cluster.Value.ServiceId},{KubernetesHostingOptions.ClusterIdLabel}={cluster.Value.ClusterId}";
        try
        {
            await client.CoreV1.ReadNamespacedPodAsync(name, space, cancellationToken: cancellationToken).ConfigureAwait(false);
            await client.CoreV1.ListNamespacedPodAsync(space, labelSelector: selector, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode is HttpStatusCode.Forbidden)
        {
            throw new ImageFactoryConfigurationException(
                [$"cluster.kubernetes needs a service account that may get, list and watch pods in the namespace {space}. "
                    + "Bind it to the Role of docs/factory/kubernetes-cluster.yaml."],
                exception);
        }
        catch (Exception exception) when (exception is HttpOperationException or HttpRequestException)
        {
            // Kubernetes does not answer at the moment. Orleans asks again ten times, with a pause, and says so.
        }
    }
}
