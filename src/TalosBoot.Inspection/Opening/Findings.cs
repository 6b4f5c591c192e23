namespace TalosBoot.Inspection.Opening;

/// <summary>What was found up to now, in the order of the asset.</summary>
internal sealed class Findings
{
    readonly HashSet<(string Name, string Version)> _known = [];

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

    /// <summary>Adds an extension, unless it is known: the two kinds of boot of a hybrid image have the same initramfs, and the same extensions.</summary>
    public void AddOnce(InspectedExtension extension)
    {
        if (_known.Add((extension.Name, extension.Version)))
        {
            Extensions.Add(extension);
        }
    }

    public void Omit(Part part, string reason, string? diagnosticId = null) => Omissions.Add(new InspectedOmission(part.Path, reason, diagnosticId));
}
