using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Disks.Meta;

namespace TalosBoot.DiskImages;

/// <summary>What a disk image holds. Contents are parts of the disk, and are read when they are asked for.</summary>
public sealed record DiskImageContents
{
    /// <summary>
    /// What the disk was taken out of, from outside: <c>zstd</c>, <c>xz</c>, <c>gzip</c>, <c>tar</c>, <c>qcow2</c>, <c>vhd</c>, <c>vhdx</c>,
    /// <c>vmdk</c>. Nothing for a raw image.
    /// </summary>
    public required IReadOnlyList<string> Wrappings { get; init; }

    /// <summary>The disk itself. What is zero may be a hole.</summary>
    public required BlobSource Disk { get; init; }

    /// <summary>Bytes per sector: 512 or 4096.</summary>
    public required int SectorSize { get; init; }

    /// <summary>The disk's GUID.</summary>
    public required Guid DiskGuid { get; init; }

    /// <summary>Whether the first sector has code that a BIOS would start.</summary>
    public required bool HasBootCode { get; init; }

    /// <summary>The partitions, in the order of the table.</summary>
    public required IReadOnlyList<DiskImagePartition> Partitions { get; init; }

    /// <summary>The unified kernel images on the EFI system partition, by path, in the order of the paths.</summary>
    public required IReadOnlyList<KeyValuePair<string, UkiReader>> UnifiedKernelImages { get; init; }

    /// <summary>The values of META; none where there is no such partition, or it is empty. They may be secrets.</summary>
    public required IReadOnlyList<MetaRecord> Meta { get; init; }

    /// <summary>The partition of a name, or null.</summary>
    /// <param name="name">The name, such as <c>BOOT</c>.</param>
    public DiskImagePartition? Find(string name) => Partitions.FirstOrDefault(partition => partition.Name == name);
}
