namespace TalosBoot.Inspection;

/// <summary>How an asset is looked into.</summary>
public sealed record InspectionOptions
{
    /// <summary>How much is read. Default: everything, and of what lies on a web server only the structure.</summary>
    public InspectionDepth? Depth { get; init; }

    /// <summary>
    /// Whether everything is shown as it is. Default no: what may be a secret is masked, which is the values of META, also in schematics and on command
    /// lines, machine configurations, and the credentials of URLs. Of files that are no part of a boot it is only said that they differ, and not how.
    /// </summary>
    public bool ShowsSecrets { get; init; }

    /// <summary>
    /// The longest content of a compressed file, an initramfs or a container image that is accepted, in bytes. Default 64 GiB; zeros of a disk take no space.
    /// All that is unpacked and hashed may be twice as long together: parts may lie in each other, and be the same again and again.
    /// </summary>
    public long MaximumLength { get; init; } = 64L * 1024 * 1024 * 1024;

    /// <summary>How deep parts may lie in each other. Default 16.</summary>
    public int MaximumNesting { get; init; } = 16;

    /// <summary>
    /// How many parts are looked for altogether, files in trees among them. Default one million, some hundred times as many as an installer has. What is
    /// beyond that is left out, and told in <see cref="AssetReport.Omissions"/>.
    /// </summary>
    public int MaximumParts { get; init; } = 1_000_000;
}
