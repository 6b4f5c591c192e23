using System.Buffers;
using System.Security.Cryptography;
using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.Flattening;

/// <summary>Takes the compression off layers. The first bytes tell which it is, and not the media type (docs/formats/oci.md).</summary>
internal static class LayerDecompression
{
    const int BufferLength = 256 * 1024;
    const long FreeOutputLength = 64 << 20;
    const ulong SmallWindow = 8 << 20;

    public static bool IsCompressed(BlobSource blob) => FormatOf(blob) != CompressionFormat.None;

    /// <summary>
    /// Whether the decoder needs more memory than the 8 MiB that RFC 8878 expects of every decoder. Windows of up to 128 MiB are read: upstream's tools
    /// read them, too.
    /// </summary>
    public static bool NeedsLargeWindow(BlobSource blob) => FormatOf(blob) == CompressionFormat.Zstd && ZstdWindow.LengthOf(blob) > SmallWindow;

    /// <summary>The content as it is, or decompressed into a spool.</summary>
    /// <param name="blob">The content.</param>
    /// <param name="expected">The digests that are to be checked while the content is decompressed. Content that is not compressed is not read.</param>
    /// <param name="spool">Takes what was compressed.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="cancellationToken">Stops decompressing.</param>
    public static async ValueTask<BlobSource> ExpandAsync(
        BlobSource blob, ExpectedDigests expected, ContentSpool spool, ContainerImageLimits limits, CancellationToken cancellationToken)
    {
        var format = FormatOf(blob);
        return format == CompressionFormat.None
            ? blob
            : await spool.WriteAsync(
                ContentKind.Data, (output, token) => DecompressAsync(blob, format, expected, limits, output, token), cancellationToken)
                .ConfigureAwait(false);
    }

    static CompressionFormat FormatOf(BlobSource blob)
    {
        Span<byte> start = stackalloc byte[Decompressor.DetectionLength];
        start = start[..(int)Math.Min(start.Length, blob.Length)];
        blob.Read(0, start);
        return Decompressor.Detect(start) is var format and (CompressionFormat.Gzip or CompressionFormat.Zstd) ? format : CompressionFormat.None;
    }

    static async ValueTask DecompressAsync(
        BlobSource blob, CompressionFormat format, ExpectedDigests expected, ContainerImageLimits limits, Stream output, CancellationToken cancellationToken)
    {
        if (expected.Stored is not { } stored)
        {
            var plain = blob.OpenRead();
            await using var ownedPlain = plain.ConfigureAwait(false);
            await CopyAsync(plain, format, expected, MaximumLength(blob, limits), output, cancellationToken).ConfigureAwait(false);
            return;
        }

        var input = new HashingReadStream(blob);
        await using var ownedInput = input.ConfigureAwait(false);
        try
        {
            await CopyAsync(input, format, expected, MaximumLength(blob, limits), output, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ImageFormatException or ContentMismatchException)
        {
            // That the blob is another one says more than what was found in it.
            BlobVerification.CheckDigest(stored, input.Complete(cancellationToken), expected.Subject);
            throw;
        }

        BlobVerification.CheckDigest(stored, input.Complete(cancellationToken), expected.Subject);
    }

    static long MaximumLength(BlobSource blob, ContainerImageLimits limits)
    {
        var ratioLimit = Math.Max(FreeOutputLength, Math.Min(blob.Length, long.MaxValue / limits.MaximumCompressionRatio) * limits.MaximumCompressionRatio);
        return Math.Min(limits.MaximumUncompressedSize, ratioLimit);
    }

    static async ValueTask CopyAsync(
        Stream input, CompressionFormat format, ExpectedDigests expected, long limit, Stream output, CancellationToken cancellationToken)
    {
        var stream = Decompressor.Open(input, format, new DecompressionLimits { MaxOutputLength = limit });
        await using var ownedStream = stream.ConfigureAwait(false);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
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

        if (expected.Expanded is { } expanded)
        {
            BlobVerification.CheckDigest(expanded, Digest.FromSha256(hash.GetHashAndReset()), $"{expected.Subject}, decompressed");
        }
    }
}
