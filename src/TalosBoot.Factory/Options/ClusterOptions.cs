namespace TalosBoot.Factory.Options;

/// <summary>The cluster of services that share stores and build each asset once. Only <c>TalosBoot.Factory.Orleans</c> uses it.</summary>
public sealed class ClusterOptions
{
    /// <summary>Where services find each other: the connection string of a Redis server, such as <c>redis.example.com:6379</c>. Default none.</summary>
    public string Redis { get; set; } = string.Empty;

    /// <summary>
    /// The same in a PostgreSQL database that has Orleans' tables (docs/factory/cluster-postgresql.sql), as a connection string of Npgsql. Default none.
    /// </summary>
    public string PostgreSql { get; set; } = string.Empty;

    /// <summary>The name of the cluster. Services of one name build for each other. Default <c>image-factory</c>.</summary>
    public string Name { get; set; } = "image-factory";

    /// <summary>The IP address under which the others reach this service. Empty (the default): the pod's, or one of this machine's.</summary>
    public string Address { get; set; } = string.Empty;

    /// <summary>The TCP port for the others. Whoever reaches it may order builds: it belongs in a private network. Default 11111.</summary>
    public int Port { get; set; } = 11111;

    /// <summary>
    /// Whether the services are pods: name and address come from the pod then, and those of pods that Kubernetes has deleted leave the cluster. What the pods
    /// need for that is told in docs/factory/scaling.md. Default false.
    /// </summary>
    public bool IsOnKubernetes { get; set; }

    /// <summary>Whether there is a cluster.</summary>
    public bool IsEnabled => Redis.Length > 0 || PostgreSql.Length > 0;
}
