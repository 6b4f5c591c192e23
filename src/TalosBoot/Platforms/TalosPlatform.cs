using TalosBoot.Core.Versions;

namespace TalosBoot.Platforms;

/// <summary>A platform that Talos runs on.</summary>
/// <remarks>Source: docs/formats/profile.md.</remarks>
public sealed record TalosPlatform
{
    readonly Func<Architecture, TalosQuirks, string> _kernelArguments;

    internal TalosPlatform(string name, Func<Architecture, TalosQuirks, string> kernelArguments) => (Name, _kernelArguments) = (name, kernelArguments);

    /// <summary>The canonical name, which <c>talos.platform=</c> carries.</summary>
    public string Name { get; }

    /// <summary>Other names that are understood, such as <c>packet</c> for equinixMetal.</summary>
    public IReadOnlyList<string> Aliases { get; internal init; } = [];

    /// <summary>What its disk images usually are; null where upstream has no profile for them.</summary>
    internal PlatformDisk? Disk { get; init; }

    /// <summary>The arguments that the kernel gets on this platform, in order.</summary>
    /// <param name="architecture">The architecture.</param>
    /// <param name="quirks">The quirks of the Talos version.</param>
    public IReadOnlyList<string> KernelArguments(Architecture architecture, TalosQuirks quirks)
    {
        ArgumentNullException.ThrowIfNull(quirks);
        return _kernelArguments(architecture, quirks).Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
