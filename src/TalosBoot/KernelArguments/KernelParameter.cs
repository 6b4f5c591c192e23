namespace TalosBoot.KernelArguments;

/// <summary>A key of a kernel command line with its values.</summary>
/// <param name="Key">The key.</param>
/// <param name="Values">The values, in order; the empty text for a flag.</param>
public sealed record KernelParameter(string Key, IReadOnlyList<string> Values);
