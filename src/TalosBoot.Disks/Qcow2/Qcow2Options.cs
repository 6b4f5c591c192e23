using System.Numerics;

namespace TalosBoot.Disks.Qcow2;

/// <summary>How a qcow2 image is to be made. The defaults are those of <c>qemu-img convert -O qcow2</c>.</summary>
public sealed record Qcow2Options
{
    /// <summary>The smallest cluster in bytes.</summary>
    public const int MinimumClusterSize = 512;

    /// <summary>The largest cluster in bytes.</summary>
    public const int MaximumClusterSize = 2 * 1024 * 1024;

    /// <summary>Bytes of a cluster: a power of two from 512 to 2 MiB. Default 64 KiB. The cloud profiles of Talos use 8 KiB (docs/formats/disk.md).</summary>
    public int ClusterSize { get; init; } = 64 * 1024;

    /// <summary>The version of the format: 3 (the default, "compat 1.1") or 2 ("compat 0.10").</summary>
    public int Version { get; init; } = 3;

    /// <summary>Whether a writer may bring reference counts up to date late. Version 3 only. Default false.</summary>
    public bool LazyRefcounts { get; init; }

    internal int ClusterBits => BitOperations.Log2((uint)ClusterSize);

    internal void Validate(Qcow2Compression compression)
    {
        if (ClusterSize is < MinimumClusterSize or > MaximumClusterSize || !BitOperations.IsPow2(ClusterSize))
        {
            throw new ArgumentException(
                $"A cluster of {ClusterSize} bytes is not possible: choose a power of two from {MinimumClusterSize} to {MaximumClusterSize}.");
        }

        if (Version is not (2 or 3))
        {
            throw new ArgumentException($"There is no version {Version} of qcow2: choose 2 or 3.");
        }

        if (Version == 2 && (LazyRefcounts || compression == Qcow2Compression.Zstd))
        {
            throw new ArgumentException("Version 2 of qcow2 has neither lazy reference counts nor zstd: choose version 3.");
        }
    }
}
