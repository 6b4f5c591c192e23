namespace TalosBoot.Inspection;

/// <summary>What is in an asset. Everything is text and numbers; nothing of the asset is kept open.</summary>
public sealed record AssetReport
{
    /// <summary>The name that the asset was given by: a path, a URL without its credentials and query, or an image reference.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required AssetKind Kind { get; init; }

    /// <summary>How it is packed, from the outside in, such as <c>OVA</c>, <c>VMDK</c>, <c>GPT disk</c>.</summary>
    public required IReadOnlyList<string> Formats { get; init; }

    /// <summary>Its length in bytes; null for a folder.</summary>
    public long? Length { get; init; }

    /// <summary>The architecture in Talos' words, such as <c>amd64</c>; null where nothing tells.</summary>
    public string? Architecture { get; init; }

    /// <summary>The Talos version that its UKIs name; null where none does.</summary>
    public string? TalosVersion { get; init; }

    /// <summary>The version of the kernel; null where nothing tells.</summary>
    public string? KernelVersion { get; init; }

    /// <summary>The platform of the command line, such as <c>metal</c>; null where there is none.</summary>
    public string? Platform { get; init; }

    /// <summary>What happens when a machine is started with it, a sentence for each kind of firmware. Empty for what does not boot by itself.</summary>
    public required IReadOnlyList<string> Boots { get; init; }

    /// <summary>The entries of boot menus and the profiles of UKIs.</summary>
    public required IReadOnlyList<InspectedBootEntry> BootEntries { get; init; }

    /// <summary>The system extensions, in the order in which they lie on each other.</summary>
    public required IReadOnlyList<InspectedExtension> Extensions { get; init; }

    /// <summary>The schematic that the asset was made from; null where it does not tell.</summary>
    public InspectedSchematic? Schematic { get; init; }

    /// <summary>The signatures of EFI programs.</summary>
    public required IReadOnlyList<InspectedSignature> Signatures { get; init; }

    /// <summary>What PCR 11 will be, by UKI, profile, bank and phase.</summary>
    public required IReadOnlyList<InspectedMeasurement> Measurements { get; init; }

    /// <summary>The partitions.</summary>
    public required IReadOnlyList<InspectedPartition> Partitions { get; init; }

    /// <summary>The values of META. They may be secrets, and are left out unless they were asked for.</summary>
    public required IReadOnlyList<InspectedMetaValue> Meta { get; init; }

    /// <summary>What could not be read, or was not looked into, and why.</summary>
    public required IReadOnlyList<InspectedOmission> Omissions { get; init; }

    /// <summary>The asset and what is in it.</summary>
    public required AssetPart Root { get; init; }
}
