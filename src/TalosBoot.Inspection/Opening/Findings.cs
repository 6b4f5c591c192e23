namespace TalosBoot.Inspection.Opening;

/// <summary>What was found up to now, in the order of the asset.</summary>
internal sealed class Findings
{
    public List<InspectedBootEntry> BootEntries { get; } = [];

    public List<InspectedExtension> Extensions { get; } = [];

    public List<InspectedSignature> Signatures { get; } = [];

    public List<InspectedMeasurement> Measurements { get; } = [];

    public List<InspectedPartition> Partitions { get; } = [];

    public List<InspectedMetaValue> Meta { get; } = [];

    public List<InspectedOmission> Omissions { get; } = [];

    /// <summary>What starts the asset, a sentence for each kind of firmware.</summary>
    public List<string> Boots { get; } = [];

    public InspectedSchematic? Schematic { get; set; }

    public string? Architecture { get; set; }

    public string? TalosVersion { get; set; }

    public string? KernelVersion { get; set; }

    public void Omit(Part part, string reason, string? diagnosticId = null) => Omissions.Add(new InspectedOmission(part.Path, reason, diagnosticId));
}
