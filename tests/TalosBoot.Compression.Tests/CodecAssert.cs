using CsCheck;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Compression.Tests;

/// <summary>What holds for every codec.</summary>
static class CodecAssert
{
    public static byte[] Write(Action<Stream> write)
    {
        using var memory = new MemoryStream();
        write(memory);
        return memory.ToArray();
    }

    public static byte[] Read(byte[] compressed, CompressionFormat format, DecompressionLimits? limits = null)
    {
        using var memory = new MemoryStream();
        using var stream = Decompressor.Open(new MemoryStream(compressed), format, limits);
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    public static void TruncationIsNoticedAtEveryByte(byte[] compressed, CompressionFormat format)
    {
        for (var length = 0; length < compressed.Length; length++)
        {
            var exception = Assert.Throws<ImageFormatException>(() => Read(compressed[..length], format), $"cut to {length} bytes");
            Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.Truncated), $"cut to {length} bytes: {exception.Message}");
        }
    }

    /// <summary>Flipped bytes give the same content, or a documented exception.</summary>
    public static void DamageGivesDocumentedExceptionsOnly(byte[] compressed, byte[] content, CompressionFormat format, bool hasChecksum)
    {
        var limits = new DecompressionLimits { MaximumOutputLength = 16 * 1024 * 1024 };
        Gen.Select(Gen.Int[0, compressed.Length - 1], Gen.Byte[1, 255]).Array[1, 3].Sample(
            flips =>
            {
                var damaged = (byte[])compressed.Clone();
                foreach (var (position, mask) in flips)
                {
                    damaged[position] ^= mask;
                }

                try
                {
                    return Read(damaged, format, limits).AsSpan().SequenceEqual(content) || !hasChecksum;
                }
                catch (ImageFormatException exception)
                {
                    return exception.DiagnosticId.StartsWith("TB4", StringComparison.Ordinal);
                }
            },
            iter: 2000, threads: 1);
    }

    public static void CancellationStopsTheWriter(Action<BlobSource, Stream, CancellationToken> write)
    {
        using var cancellation = new CancellationTokenSource();
        var reads = 0;
        var source = new Testing.ObservedSource(BlobSource.FromBytes(new byte[40_000_000]), (_, _) =>
        {
            if (Interlocked.Increment(ref reads) == 3)
            {
                cancellation.Cancel();
            }
        });
        Assert.That(() => write(source, Stream.Null, cancellation.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(reads, Is.LessThan(20));
    }
}
