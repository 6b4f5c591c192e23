namespace TalosBoot.Samples.Cli;

/// <summary>Versions as users type them.</summary>
static class Versions
{
    /// <summary>Adds the <c>v</c> that a version begins with: <c>1.12.0</c> is <c>v1.12.0</c>.</summary>
    public static string? Complete(string? version) => version is [>= '0' and <= '9', ..] ? $"v{version}" : version;
}
