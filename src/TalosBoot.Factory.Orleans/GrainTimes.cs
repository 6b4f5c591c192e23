namespace TalosBoot.Factory.Orleans;

internal static class GrainTimes
{
    /// <summary>
    /// How long an answer may take. Orleans ends most calls to a replica that dies, but not those that it had passed on to another: these are given up after this.
    /// </summary>
    public const string LongestAnswer = "00:00:20";

    /// <summary>How long one call waits for a build; then its caller asks again.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>How long a replica may take to say how many slots it has free.</summary>
    public static readonly TimeSpan LongestCount = TimeSpan.FromSeconds(2);

    /// <summary>The pause before an asset is asked for again, when the replica that was to build it ended.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(250);
}
