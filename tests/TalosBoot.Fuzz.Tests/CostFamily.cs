namespace TalosBoot.Fuzz.Tests;

/// <summary>Inputs of one adversarial shape, in any size.</summary>
/// <param name="Target">Who reads them.</param>
/// <param name="Name">The shape.</param>
/// <param name="Count">The smallest size that is measured.</param>
/// <param name="Make">Makes an input of a size.</param>
sealed record CostFamily(string Target, string Name, int Count, Func<int, byte[]> Make);
