using TalosBoot.Core.Content;

namespace TalosBoot.Disks.PartitionTables;

/// <summary>A partition of a disk that was read.</summary>
public sealed record GptDiskPartition
{
    /// <summary>Its number, from 1: its place in the table.</summary>
    public required int Number { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its type.</summary>
    public required Guid Type { get; init; }

    /// <summary>Its GUID.</summary>
    public required Guid Id { get; init; }

    /// <summary>The attribute bits.</summary>
    public required ulong Attributes { get; init; }

    /// <summary>Where it lies.</summary>
    public required PartitionExtent Extent { get; init; }

    /// <summary>What it holds: a part of the disk.</summary>
    public required BlobSource Content { get; init; }
}
