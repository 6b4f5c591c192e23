using TalosBoot.Archives.Trees;

namespace TalosBoot.Initramfs.KernelModules;

/// <summary>The content of the <c>modules.dep</c> extension.</summary>
public sealed record CombinedModulesResult
{
    /// <summary>The kernel version, such as <c>6.12.25-talos</c>: the version of the extension.</summary>
    public required string KernelVersion { get; init; }

    /// <summary>The tree that the extension adds to the root file system.</summary>
    public required FileTree Root { get; init; }

    /// <summary>What is odd about the modules.</summary>
    public required IReadOnlyList<KernelModuleWarning> Warnings { get; init; }
}
