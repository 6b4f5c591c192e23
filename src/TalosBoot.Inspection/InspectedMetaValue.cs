namespace TalosBoot.Inspection;

/// <summary>A value of META.</summary>
/// <param name="Key">The key, such as 10 for network configuration.</param>
/// <param name="Length">How many bytes the value has.</param>
/// <param name="Value">The value; null unless values were asked for.</param>
public sealed record InspectedMetaValue(uint Key, int Length, string? Value);
