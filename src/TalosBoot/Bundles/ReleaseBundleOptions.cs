namespace TalosBoot.Bundles;

/// <summary>What a bundle is to hold.</summary>
public sealed record ReleaseBundleOptions
{
    /// <summary>The Talos versions, such as <c>v1.12.0</c>.</summary>
    public required IReadOnlyList<string> Versions { get; init; }

    /// <summary>The official extensions by the names of schematics, such as <c>siderolabs/gvisor</c>. Default none.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>The official overlays by their names, such as <c>rpi_generic</c>. Default none.</summary>
    public IReadOnlyList<string> Overlays { get; init; } = [];
}
