using TalosBoot.Core.Versions;

namespace TalosBoot.Schematics;

/// <summary>How the virtual extension of a schematic is made.</summary>
public sealed record SchematicExtensionOptions
{
    /// <summary>The URL of the Image Factory as its users write it. Default: that of the public service, with its final slash.</summary>
    public string ExternalUrl { get; init; } = "https://factory.talos.dev/";

    /// <summary>The Talos version of the asset, which decides whether the manifest carries the schematic itself.</summary>
    public required TalosVersion TalosVersion { get; init; }

    /// <summary>Whether it is an Enterprise edition that makes the extension. Default false.</summary>
    public bool IsEnterprise { get; init; }
}
