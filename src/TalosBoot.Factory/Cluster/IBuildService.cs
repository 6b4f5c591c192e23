namespace TalosBoot.Factory.Cluster;

/// <summary>The builds of one service, for an <see cref="IBuildCluster"/>.</summary>
public interface IBuildService
{
    /// <summary>How many more builds could begin at once. Negative when so many wait for their turn; <see cref="int.MinValue"/> when the service ends.</summary>
    int FreeSlots { get; }

    /// <summary>Builds an asset here, whatever the cluster says, and puts it into the stores. One that is there already, or is being built, is not built again.</summary>
    /// <param name="order">What is to be built.</param>
    /// <param name="cancellationToken">Ends the wait, not the build.</param>
    Task<BuildOutcome> BuildAsync(BuildOrder order, CancellationToken cancellationToken = default);
}
