using TalosBoot.Archives.Trees;

namespace TalosBoot.FileSystems.Iso9660.Writing;

/// <summary>A name of the tree on its way into the volume.</summary>
internal sealed class IsoNode
{
    /// <summary>The name as the tree has it, in bytes. Empty for the root.</summary>
    public required byte[] Name { get; init; }

    /// <summary>The path, for messages. Empty for the root.</summary>
    public required string Path { get; init; }

    public required FileTreeEntry Entry { get; init; }

    /// <summary>The directory that holds the node; the root holds itself.</summary>
    public required IsoNode? Parent { get; init; }

    /// <summary>The file type and the permission bits.</summary>
    public required uint Mode { get; init; }

    public required uint UserId { get; init; }

    public required uint GroupId { get; init; }

    public required long ModifiedAt { get; init; }

    /// <summary>The names that the entry has.</summary>
    public uint LinkCount { get; set; } = 1;

    /// <summary>The name in the alphabet of the format, without version. Unique in the directory.</summary>
    public string Identifier { get; set; } = string.Empty;

    /// <summary>What a directory holds, in the order of the identifiers.</summary>
    public List<IsoNode> Children { get; set; } = [];

    /// <summary>The content of a regular file.</summary>
    public IsoContent? Content { get; init; }

    /// <summary>How the records of a directory lie in its blocks.</summary>
    public DirectoryPlan? Directory { get; set; }

    public bool IsDirectory => Entry is DirectoryNode;
}
