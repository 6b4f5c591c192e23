using TalosBoot.Schematics;

namespace TalosBoot.Profiles;

/// <summary>What the user adds to the stock asset.</summary>
public sealed record ProfileCustomization
{
    /// <summary>Kernel arguments; <c>-key</c> removes one.</summary>
    public IReadOnlyList<string> ExtraKernelArgs { get; init; } = [];

    /// <summary>Values for the META partition.</summary>
    public IReadOnlyList<MetaValue> MetaContents { get; init; } = [];

    /// <summary>A machine configuration that travels with the asset. It may hold secrets and is never logged.</summary>
    public string EmbeddedMachineConfiguration { get; init; } = string.Empty;

    internal bool IsEmpty => ExtraKernelArgs.Count == 0 && MetaContents.Count == 0 && EmbeddedMachineConfiguration.Length == 0;

    /// <summary>The count of everything, and no content: that may hold secrets.</summary>
    public override string ToString() =>
        $"{ExtraKernelArgs.Count} kernel arguments, {MetaContents.Count} META values, {EmbeddedMachineConfiguration.Length} characters of configuration";
}
