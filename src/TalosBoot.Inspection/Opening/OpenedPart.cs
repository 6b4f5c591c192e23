using TalosBoot.Archives.Trees;

namespace TalosBoot.Inspection.Opening;

/// <summary>What is in a part.</summary>
internal sealed record OpenedPart
{
    /// <summary>What it is, such as <c>FAT32</c>.</summary>
    public required string Format { get; init; }

    /// <summary>What the asset is when this is the innermost thing that it is known by; null where the parts tell.</summary>
    public AssetKind? Kind { get; init; }

    /// <summary>What is to be said of it.</summary>
    public IReadOnlyList<AssetFact> Facts { get; init; } = [];

    /// <summary>What is in it.</summary>
    public IReadOnlyList<Part> Parts { get; init; } = [];

    /// <summary>The part that it is wrapped around, such as the disk of an OVA; null where it is no wrapping.</summary>
    public Part? Inner { get; init; }

    /// <summary>The parts of a tree of files: a part for each entry, named by its path.</summary>
    public static IReadOnlyList<Part> PartsOf(Part parent, FileTree tree) =>
    [
        .. tree.Walk().Select(Part (entry) => entry.Entry switch
        {
            RegularFile file => new ContentPart(parent, entry.Path, file.Content),
            SymbolicLink link => new DescribedPart(parent, entry.Path, $"link to {link.Target}"),
            DirectoryNode => new DescribedPart(parent, entry.Path, "folder"),
            SpecialFile special => new DescribedPart(parent, entry.Path, $"{special.Kind} {special.DeviceMajor}:{special.DeviceMinor}"),
            _ => new DescribedPart(parent, entry.Path, "entry"),
        }),
    ];
}
