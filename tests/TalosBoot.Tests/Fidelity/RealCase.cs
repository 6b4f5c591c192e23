using TalosBoot.Testing;

namespace TalosBoot.Tests.Fidelity;

/// <summary>A request that upstream's own imager was given, and what it made of it.</summary>
/// <param name="Name">The name of the case.</param>
sealed record RealCase(string Name)
{
    const string ProfileSuffix = ".profile.yaml";

    /// <summary>
    /// What an overlay writes below <c>boot/EFI</c> lies on the EFI system partition here, whichever the Talos version; upstream's newest imager puts it into
    /// BOOT for versions that start with GRUB, where no firmware finds it.
    /// </summary>
    const string OverlayFilesOfFirmware = ">EFI mdir |board|>BOOT (stat EFI|xfs (fdblocks|icount|ifree) )";

    static readonly Dictionary<string, string> Deviations = new()
    {
        ["board-1.9"] = OverlayFilesOfFirmware,
        ["board-profile-1.9"] = OverlayFilesOfFirmware,
        ["board-profile-1.11"] = OverlayFilesOfFirmware,
    };

    /// <summary>The lines in which this project is meant to differ; null for none.</summary>
    public string? Deviation => Deviations.GetValueOrDefault(Name);

    /// <summary>All cases; one that tells that the vectors are absent, where they are.</summary>
    public static IEnumerable<RealCase> All => RepositoryPaths.TryVector("real", "cases") is { } folder
        ? Directory.GetFiles(folder, $"*{ProfileSuffix}").Select(file => new RealCase(Path.GetFileName(file)[..^ProfileSuffix.Length])).OrderBy(item => item.Name, StringComparer.Ordinal)
        : [new RealCase("absent")];

    /// <summary>Those that upstream makes an asset of.</summary>
    public static IEnumerable<RealCase> Built => All.Where(item => !item.IsRefused);

    /// <summary>Those that upstream refuses.</summary>
    public static IEnumerable<RealCase> Refused => All.Where(item => item.IsRefused);

    /// <summary>Whether upstream refuses it.</summary>
    public bool IsRefused => RepositoryPaths.TryVector("real", "cases", $"{Name}.exit") is not null;

    /// <summary>What a machine can see of upstream's asset.</summary>
    public IReadOnlyList<string> ReadExpectation() => File.ReadAllLines(RepositoryPaths.Vector("real", "cases", $"{Name}.txt"));

    public override string ToString() => Name;
}
