namespace TalosBoot.Factory.Orleans;

internal static class GrainTimes
{
    /// <summary>Longer than any build: the service that builds ends it at <c>build.timeLimit</c>, and its death ends the call.</summary>
    public const string LongestBuild = "1.00:00:00";

    /// <summary>How long a replica may take to say how many slots it has free.</summary>
    public static readonly TimeSpan LongestCount = TimeSpan.FromSeconds(2);

    /// <summary>The pause before an asset is asked for again, when the replica that was to build it ended.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(250);
}
