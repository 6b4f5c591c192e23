namespace TalosBoot.Factory.Cluster;

/// <summary>
/// Decides which of several services that share stores builds an asset. Without one in the services of the application each service decides for itself.
/// </summary>
/// <remarks>Implementations are thread-safe, and have the build run by the <see cref="IBuildService"/> of the service that they choose.</remarks>
public interface IBuildCluster
{
    /// <summary>Has an asset built that no store has. Orders of one identity from all services are built once.</summary>
    /// <param name="order">What is to be built.</param>
    /// <param name="cancellationToken">Ends the wait, not the build.</param>
    /// <returns>How it ended, anywhere.</returns>
    Task<BuildOutcome> BuildAsync(BuildOrder order, CancellationToken cancellationToken = default);
}
