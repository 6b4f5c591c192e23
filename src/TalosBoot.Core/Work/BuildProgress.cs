namespace TalosBoot.Core.Work;

/// <summary>How far one item of a build is.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Item">What is worked on: a reference, a file name, a partition.</param>
/// <param name="BytesDone">The bytes done so far.</param>
/// <param name="BytesTotal">All bytes, or null while unknown.</param>
public readonly record struct BuildProgress(BuildStage Stage, string Item, long BytesDone, long? BytesTotal);
