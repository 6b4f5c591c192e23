namespace TalosBoot.Factory.Cluster;

/// <summary>The end of an ordered build.</summary>
/// <param name="Result">How it ended.</param>
/// <param name="Status">The HTTP status that clients are told of a failure.</param>
/// <param name="Message">What clients are told of it. Holds no secrets.</param>
public sealed record BuildOutcome(BuildResult Result, int Status = 200, string Message = "");
