namespace TalosBoot.DiskImages;

/// <summary>What a reader of disk images accepts.</summary>
public sealed record DiskImageReadLimits
{
    /// <summary>The largest disk, in bytes. Default 64 GiB.</summary>
    public long MaximumDiskLength { get; init; } = 64L * 1024 * 1024 * 1024;

    /// <summary>
    /// The most bytes, zeros not counted, that are unpacked into the spool. Default 16 GiB; beyond 256 MiB also no more than a thousand times the compressed file.
    /// </summary>
    public long MaximumSpooledLength { get; init; } = 16L * 1024 * 1024 * 1024;
}
