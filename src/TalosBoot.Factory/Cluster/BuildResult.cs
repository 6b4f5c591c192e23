namespace TalosBoot.Factory.Cluster;

/// <summary>How an ordered build ended.</summary>
public enum BuildResult
{
    /// <summary>It cannot be built. <see cref="BuildOutcome.Status"/> and <see cref="BuildOutcome.Message"/> tell clients why.</summary>
    Failed,

    /// <summary>The asset lies in the stores that services share.</summary>
    Stored,

    /// <summary>The service that was to build it ends. Another one shall.</summary>
    Stopped,

    /// <summary>The service that was to build it is configured otherwise: there, the same request is another asset.</summary>
    Misdirected,
}
