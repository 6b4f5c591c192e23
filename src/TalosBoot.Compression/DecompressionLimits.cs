namespace TalosBoot.Compression;

/// <summary>What a reader of compressed data accepts.</summary>
public sealed record DecompressionLimits
{
    /// <summary>The most bytes that may come out. Default 64 GiB.</summary>
    public long MaximumOutputLength { get; init; } = 64L * 1024 * 1024 * 1024;

    /// <summary>
    /// The limits for data that is known not to shrink much: what comes out may be so many times as long as the input, and any length up to a
    /// floor, which short inputs of zeros reach.
    /// </summary>
    /// <param name="inputLength">The length of the compressed data in bytes.</param>
    /// <param name="ratio">How many times as long the output may be.</param>
    /// <param name="floor">The length in bytes that is always allowed.</param>
    internal static DecompressionLimits OfRatio(long inputLength, int ratio, long floor) =>
        new() { MaximumOutputLength = Math.Max(floor, inputLength > long.MaxValue / ratio ? long.MaxValue : inputLength * ratio) };

    /// <summary>
    /// The largest window or dictionary, in bytes. Default 128 MiB, as of the Linux kernel. The reader holds it in memory, that of xz with a quarter more, and
    /// up to 2.5 times as much while it grows.
    /// </summary>
    public long MaximumWindowLength { get; init; } = 128 * 1024 * 1024;
}
