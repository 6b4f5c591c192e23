namespace TalosBoot.Initramfs.Extensions;

/// <summary>What an extension says of itself: its <c>manifest.yaml</c> (docs/formats/initramfs.md).</summary>
public sealed record ExtensionManifest
{
    /// <summary>The version of manifests that is understood.</summary>
    public const string SupportedVersion = "v1alpha1";

    /// <summary>The name, shown in status and errors.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>The version of the extension, in any form.</summary>
    public string Version { get; init; } = string.Empty;

    /// <summary>Who made it.</summary>
    public string Author { get; init; } = string.Empty;

    /// <summary>What it is.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>The Talos versions it is for, such as <c>&gt;= v1.0.0</c>; empty for all.</summary>
    public string TalosVersionConstraint { get; init; } = string.Empty;

    /// <summary>More text, shown in status; empty for none.</summary>
    public string ExtraInfo { get; init; } = string.Empty;
}
