using TalosBoot.Archives.Trees;

namespace TalosBoot.FileSystems.Fat;

/// <summary>What a FAT volume holds.</summary>
public sealed record FatVolume
{
    /// <summary>The type.</summary>
    public required FatType Type { get; init; }

    /// <summary>Bytes per sector.</summary>
    public required int SectorSize { get; init; }

    /// <summary>Bytes per cluster.</summary>
    public required int ClusterSize { get; init; }

    /// <summary>The clusters of the volume, used and free.</summary>
    public required long ClusterCount { get; init; }

    /// <summary>The label of the root directory, else that of the boot sector; null for none.</summary>
    public string? Label { get; init; }

    /// <summary>The serial number; 0 for a volume that has none.</summary>
    public uint SerialNumber { get; init; }

    /// <summary>
    /// The files and directories. Contents are parts of the volume and are read when they are asked for. A read-only file has mode 0444,
    /// any other 0644, and a directory 0755; the time of the last change is taken for UTC.
    /// </summary>
    public required FileTree Tree { get; init; }
}
