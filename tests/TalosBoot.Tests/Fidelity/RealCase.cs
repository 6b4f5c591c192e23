using TalosBoot.Testing;

namespace TalosBoot.Tests.Fidelity;

/// <summary>A request that upstream's own imager was given, and what it made of it.</summary>
/// <param name="Name">The name of the case.</param>
sealed record RealCase(string Name)
{
    const string ProfileSuffix = ".profile.yaml";

    /// <summary>All cases; one that tells that the vectors are absent, where they are.</summary>
    public static IEnumerable<RealCase> All => RepositoryPaths.TryVector("real", "cases") is { } folder
        ? Directory.GetFiles(folder, $"*{ProfileSuffix}").Select(file => new RealCase(Path.GetFileName(file)[..^ProfileSuffix.Length])).OrderBy(item => item.Name, StringComparer.Ordinal)
        : [new RealCase("absent")];

    /// <summary>Whether upstream refuses it.</summary>
    public bool IsRefused => File.Exists(RepositoryPaths.Vector("real", "cases", $"{Name}{ProfileSuffix}")[..^ProfileSuffix.Length] + ".exit");

    /// <summary>What a machine can see of upstream's asset.</summary>
    public IReadOnlyList<string> ReadExpectation() => File.ReadAllLines(RepositoryPaths.Vector("real", "cases", $"{Name}.txt"));

    public override string ToString() => Name;
}
