namespace TalosBoot.Inspection;

/// <summary>How an asset is looked into.</summary>
public sealed record InspectionOptions
{
    /// <summary>How much is read. Default: everything, and of what lies on a web server only the structure.</summary>
    public InspectionDepth? Depth { get; init; }

    /// <summary>Whether the values of META are shown, which may be secrets. Default no.</summary>
    public bool ShowsMetaValues { get; init; }

    /// <summary>The longest disk, or content of a compressed file, that is accepted, in bytes. Default 64 GiB; zeros take no space.</summary>
    public long MaximumLength { get; init; } = 64L * 1024 * 1024 * 1024;

    /// <summary>How deep parts may lie in each other. Default 16.</summary>
    public int MaximumNesting { get; init; } = 16;
}
