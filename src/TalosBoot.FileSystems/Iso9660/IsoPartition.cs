using TalosBoot.Core.Content;
using TalosBoot.Disks.PartitionTables;

namespace TalosBoot.FileSystems.Iso9660;

/// <summary>A partition that the system area of an ISO image describes.</summary>
public sealed record IsoPartition
{
    /// <summary>The number, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The type in an MBR, such as 0xEF; 0 when the table is a GPT.</summary>
    public byte MbrType { get; init; }

    /// <summary>The type in a GPT; all zero when the table is an MBR.</summary>
    public Guid GptType { get; init; }

    /// <summary>The name in a GPT; empty when the table is an MBR.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>Where the partition starts, in bytes.</summary>
    public required long Offset { get; init; }

    /// <summary>The bytes of the partition.</summary>
    public required BlobSource Content { get; init; }

    /// <summary>Whether the type is that of an EFI system partition.</summary>
    public bool IsEfiSystemPartition => MbrType == PartitionTypes.EfiSystemMbr || GptType == PartitionTypes.EfiSystem;
}
