using System.Buffers;
using System.Security.Cryptography;
using TalosBoot.Compression;
using TalosBoot.Core.Content;

namespace TalosBoot.Oci.Flattening;

/// <summary>Takes the compression off layers. The first bytes tell which it is, and not the media type (oci.md 10.2).</summary>
internal static class LayerDecompression
{
    const int BufferLength = 256 * 1024;
    const long FreeOutputLength = 64 << 20;

    public static bool IsCompressed(BlobSource blob) => FormatOf(blob) != CompressionFormat.None;

    /// <summary>The content as it is, or decompressed into a spool.</summary>
    /// <param name="blob">The content.</param>
    /// <param name="spool">Takes what was compressed.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="diffId">The digest of the result, where it is known and is to be checked.</param>
    /// <param name="cancellationToken">Stops decompressing.</param>
    public static async ValueTask<BlobSource> ExpandAsync(
        BlobSource blob, ContentSpool spool, ContainerImageLimits limits, Digest? diffId, CancellationToken cancellationToken)
    {
        var format = FormatOf(blob);
        if (format == CompressionFormat.None)
        {
            return blob;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var content = await spool.WriteAsync(
            ContentKind.Data, (output, token) => CopyAsync(blob, format, limits, output, hash, token), cancellationToken).ConfigureAwait(false);
        if (diffId is { } expected)
        {
            BlobVerification.CheckDigest(expected, Digest.FromSha256(hash.GetHashAndReset()), "a decompressed layer");
        }

        return content;
    }

    static CompressionFormat FormatOf(BlobSource blob)
    {
        Span<byte> start = stackalloc byte[Decompressor.DetectionLength];
        start = start[..(int)Math.Min(start.Length, blob.Length)];
        blob.Read(0, start);
        return Decompressor.Detect(start) is var format and (CompressionFormat.Gzip or CompressionFormat.Zstd) ? format : CompressionFormat.None;
    }

    static async ValueTask CopyAsync(
        BlobSource blob, CompressionFormat format, ContainerImageLimits limits, Stream output, IncrementalHash hash, CancellationToken cancellationToken)
    {
        var ratioLimit = Math.Max(FreeOutputLength, Math.Min(blob.Length, long.MaxValue / limits.MaximumCompressionRatio) * limits.MaximumCompressionRatio);
        var limit = Math.Min(limits.MaximumUncompressedSize, ratioLimit);
        var input = blob.OpenRead();
        await using var ownedInput = input.ConfigureAwait(false);
        var stream = Decompressor.Open(input, format, new DecompressionLimits { MaxOutputLength = limit });
        await using var ownedStream = stream.ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
                await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
