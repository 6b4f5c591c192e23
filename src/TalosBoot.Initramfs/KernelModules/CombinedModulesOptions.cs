using TalosBoot.Core.Determinism;

namespace TalosBoot.Initramfs.KernelModules;

/// <summary>How the combined module indexes are made.</summary>
public sealed record CombinedModulesOptions
{
    /// <summary>Where kernel modules lie in this Talos version: <c>TalosQuirks.KernelModulesPath</c>.</summary>
    public required string ModulesPath { get; init; }

    /// <summary>The time of what is made. Default <see cref="BuildClock.Default"/>.</summary>
    public BuildClock Clock { get; init; } = BuildClock.Default;

    /// <summary>How the indexes are made. The defaults are what Talos uses.</summary>
    public KernelModuleIndexOptions Index { get; init; } = new();
}
