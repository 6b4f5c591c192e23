namespace TalosBoot.Compression;

/// <summary>What a reader of compressed data accepts.</summary>
public sealed record DecompressionLimits
{
    /// <summary>The most bytes that may come out. Default 64 GiB.</summary>
    public long MaxOutputLength { get; init; } = 64L * 1024 * 1024 * 1024;

    /// <summary>The largest window or dictionary, which the reader holds in memory, in bytes. Default 128 MiB, as of the Linux kernel.</summary>
    public long MaxWindowLength { get; init; } = 128 * 1024 * 1024;
}
