using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.FileSystems.Iso9660;

/// <summary>What an ISO image holds.</summary>
public sealed record IsoVolume
{
    /// <summary>The files. Their contents are parts of the image.</summary>
    public required FileTree Tree { get; init; }

    /// <summary>The volume's name, which is how Talos finds its image cache.</summary>
    public required string VolumeId { get; init; }

    /// <summary>The name of the set that the volume belongs to.</summary>
    public required string VolumeSetId { get; init; }

    /// <summary>What made the volume.</summary>
    public required string PreparerId { get; init; }

    /// <summary>The length of the volume in bytes, as the volume itself says.</summary>
    public required long Length { get; init; }

    /// <summary>
    /// Whether names, modes and owners come from Rock Ridge. If not, names are those of plain ISO 9660 without their versions.
    /// </summary>
    public required bool HasRockRidge { get; init; }

    /// <summary>The boot images, in the order of the boot catalog. Empty without one.</summary>
    public required IReadOnlyList<IsoBootEntry> BootEntries { get; init; }

    /// <summary>The partitions of the MBR or the GPT. Empty without a table.</summary>
    public required IReadOnlyList<IsoPartition> Partitions { get; init; }

    /// <summary>The EFI system partition, or null.</summary>
    public BlobSource? EfiSystemPartition => Partitions.FirstOrDefault(partition => partition.IsEfiSystemPartition)?.Content;
}
