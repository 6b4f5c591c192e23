using TalosBoot.Core.Content;

namespace TalosBoot.Disks.PartitionTables;

/// <summary>A partition that is to be made.</summary>
public sealed record GptPartition
{
    /// <summary>An attribute: a BIOS may boot from the partition. Talos sets it on the BIOS boot partition.</summary>
    public const ulong LegacyBiosBootable = 4;

    /// <summary>The name: at most 36 UTF-16 units.</summary>
    public required string Name { get; init; }

    /// <summary>The type, such as one of <see cref="PartitionTypes"/>.</summary>
    public required Guid Type { get; init; }

    /// <summary>The size in bytes: a multiple of the sector size; null for all that is left.</summary>
    public long? Size { get; init; }

    /// <summary>The partition's GUID; null for the one that Talos derives from the name (docs/formats/disk.md).</summary>
    public Guid? Id { get; init; }

    /// <summary>The attribute bits. Default none.</summary>
    public ulong Attributes { get; init; }

    /// <summary>What the partition holds, at most as long as it is; null for zeros.</summary>
    public BlobSource? Content { get; init; }
}
