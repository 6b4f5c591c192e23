using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Orleans.Configuration;
using StackExchange.Redis;
using TalosBoot.Factory.Configuration;
using FactoryClusterOptions = TalosBoot.Factory.Options.ClusterOptions;

namespace TalosBoot.Factory.Orleans;

/// <summary>Makes an Image Factory a member of a cluster.</summary>
public static class OrleansServiceCollectionExtensions
{
    /// <summary>
    /// Makes an Image Factory a replica of a cluster, whose replicas share their stores and build each asset once: the application becomes a silo of Orleans.
    /// One that is a silo already calls <see cref="OrleansSiloBuilderExtensions.AddImageFactoryBuilds"/> instead.
    /// </summary>
    /// <param name="services">The collection.</param>
    /// <param name="options">Where the replicas find each other: <c>ImageFactoryOptions.Cluster</c> of the Image Factory.</param>
    /// <returns>The collection.</returns>
    /// <exception cref="ImageFactoryConfigurationException">
    /// The options name no place where the replicas find each other, or none that can be understood, or say that they are pods, and this is none that knows
    /// its name, address and labels.
    /// </exception>
    public static IServiceCollection AddImageFactoryOrleans(this IServiceCollection services, FactoryClusterOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        if (!options.IsEnabled)
        {
            throw new ImageFactoryConfigurationException(["A cluster needs a place where its services find each other. Set cluster.redis or cluster.postgresql."]);
        }

        CheckConnection(options);
        var pod = options.IsOnKubernetes ? new PodEnvironment(options, Environment.GetEnvironmentVariable) : null;
        return pod?.FindProblems().ToArray() is { Length: > 0 } problems
            ? throw new ImageFactoryConfigurationException(problems)
            : services.AddOrleans(silo => Configure(silo, options, pod));
    }

    /// <summary>Reads the connection string as it will be read, where the key of a wrong one can be told.</summary>
    static void CheckConnection(FactoryClusterOptions options)
    {
        try
        {
            _ = options.Redis.Length > 0 ? (object)ConfigurationOptions.Parse(options.Redis) : new NpgsqlConnectionStringBuilder(options.PostgreSql);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new ImageFactoryConfigurationException([$"cluster.{(options.Redis.Length > 0 ? "redis" : "postgresql")}: {exception.Message}"], exception);
        }
    }

    static void Configure(ISiloBuilder silo, FactoryClusterOptions options, PodEnvironment? pod)
    {
        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.Name, options.Name));
        silo.Configure<EndpointOptions>(endpoint =>
        {
            (endpoint.SiloPort, endpoint.GatewayPort) = (options.Port, 0); // There are no clients but the silos themselves.
            if (pod is not null)
            {
                // Orleans would choose an IPv4 address of the machine before it looks at the pod, and listen on all of IPv4 instead of on that address.
                endpoint.AdvertisedIPAddress = pod.Address;
                endpoint.SiloListeningEndpoint = new IPEndPoint(pod.Address, options.Port);
            }
            else if (options.Address.Length > 0)
            {
                endpoint.AdvertisedIPAddress = IPAddress.Parse(options.Address);
            }
        });

        // A replica that does not answer for about six seconds is dead, and another one builds what it was building.
        silo.Configure<ClusterMembershipOptions>(membership => membership.ProbeTimeout = TimeSpan.FromSeconds(2));
        if (options.Redis.Length > 0)
        {
            silo.UseRedisClustering(options.Redis);
        }
        else
        {
            silo.UseAdoNetClustering(database => (database.Invariant, database.ConnectionString) = ("Npgsql", options.PostgreSql));
        }

        if (pod is not null)
        {
            silo.UseKubernetesHosting();
            silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, PodAccess>();
        }

        silo.AddImageFactoryBuilds();
    }
}
