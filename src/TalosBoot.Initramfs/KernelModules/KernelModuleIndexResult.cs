using TalosBoot.Core.Content;

namespace TalosBoot.Initramfs.KernelModules;

/// <summary>The files that depmod makes.</summary>
public sealed record KernelModuleIndexResult
{
    /// <summary>The files by name, such as <c>modules.dep.bin</c>.</summary>
    public required IReadOnlyDictionary<string, BlobSource> Files { get; init; }

    /// <summary>How many modules there are.</summary>
    public required int ModuleCount { get; init; }

    /// <summary>What is odd, in a fixed order.</summary>
    public required IReadOnlyList<KernelModuleWarning> Warnings { get; init; }
}
