namespace TalosBoot.Fuzz.Fuzzing;

/// <summary>An input that a reader neither read nor refused as it should.</summary>
/// <param name="Target">The target.</param>
/// <param name="Kind">What happened, and where: findings of one kind are one.</param>
/// <param name="Detail">More about it.</param>
/// <param name="Input">The input.</param>
public sealed record Finding(string Target, string Kind, string Detail, byte[] Input);
