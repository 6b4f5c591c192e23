namespace TalosBoot.Factory.Options;

/// <summary>What an Image Factory works with. The names and defaults of upstream's keys (docs/formats/factory.md), in groups.</summary>
public sealed class ImageFactoryOptions
{
    /// <summary>How the service is reached.</summary>
    public HttpOptions Http { get; set; } = new();

    /// <summary>Which releases are offered, and how much is built at once.</summary>
    public BuildOptions Build { get; set; } = new();

    /// <summary>Whose container images are trusted.</summary>
    public ContainerSignatureOptions ContainerSignature { get; set; } = new();

    /// <summary>Where built assets and what is known of schematics are kept.</summary>
    public CacheOptions Cache { get; set; } = new();

    /// <summary>Where releases come from, and where schematics and installer images go.</summary>
    public ArtifactOptions Artifacts { get; set; } = new();

    /// <summary>The keys that Secure Boot assets are signed with.</summary>
    public SecureBootOptions SecureBoot { get; set; } = new();

    /// <summary>The folder of what the service keeps itself.</summary>
    public StorageOptions Storage { get; set; } = new();

    /// <summary>The cluster of services that share stores and build each asset once.</summary>
    public ClusterOptions Cluster { get; set; } = new();

    /// <summary>What the service offers beyond upstream's community edition.</summary>
    public FeatureOptions Features { get; set; } = new();

    /// <summary>Who may use the service.</summary>
    public AuthenticationOptions Authentication { get; set; } = new();

    /// <summary>The record of requests.</summary>
    public AuditOptions Audit { get; set; } = new();

    /// <summary>The address of the metrics page; empty for none. Only a host uses it. Default <c>:2122</c>.</summary>
    public string MetricsAddress { get; set; } = ":2122";

    /// <summary>How many transfers to and from registries may run at once; 0 for the default of 64, and not below that otherwise.</summary>
    public int RegistryJobs { get; set; } = 64;
}
