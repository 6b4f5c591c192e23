using TalosBoot.Compression;
using TalosBoot.Core.Content;

namespace TalosBoot.Initramfs.KernelModules.Reading;

/// <summary>Modules that are stored in compressed form are held in memory while they are read.</summary>
internal static class CompressedModule
{
    /// <summary>The largest module that is taken out of a compressed file: the largest known ones have some ten MiB.</summary>
    const long MaximumSize = 256 * 1024 * 1024;

    /// <summary>How many times as long as its file a module may be; known ones are four to six times as long.</summary>
    const int MaximumRatio = 64;

    /// <summary>What a module may have whatever the length of its file.</summary>
    const long AlwaysAllowedSize = 4 * 1024 * 1024;

    /// <summary>What is reserved for a module that is being read, which few need.</summary>
    public const long TypicalMemory = 32 * 1024 * 1024;

    const int LargestChunk = 1024 * 1024;

    const int SmallestChunk = 64 * 1024;

    /// <summary>The module itself: the source, when that is not compressed.</summary>
    /// <exception cref="Core.Diagnostics.ImageFormatException">The file is damaged, or the module is too large.</exception>
    public static BlobSource Open(BlobSource source, CancellationToken cancellationToken)
    {
        Span<byte> start = stackalloc byte[(int)Math.Min(Decompressor.DetectionLength, source.Length)];
        source.Read(0, start, cancellationToken);
        var format = Decompressor.Detect(start);
        if (format == CompressionFormat.None)
        {
            return source;
        }

        using var compressed = source.OpenRead();
        using var stream = Decompressor.Open(compressed, format, LimitsFor(source));
        var parts = new List<BlobSource>();
        var chunk = new byte[(int)Math.Clamp(source.Length * 4, SmallestChunk, LargestChunk)];
        int length;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            length = stream.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false);
            parts.Add(BlobSource.FromBytes(chunk.AsMemory(0, length)));
            chunk = length == chunk.Length ? new byte[LargestChunk] : [];
        }
        while (chunk.Length > 0);
        return BlobSource.Concat(parts);
    }

    static DecompressionLimits LimitsFor(BlobSource source)
    {
        var limits = DecompressionLimits.OfRatio(source.Length, MaximumRatio, AlwaysAllowedSize);
        return limits with { MaximumOutputLength = Math.Min(limits.MaximumOutputLength, MaximumSize) };
    }
}
