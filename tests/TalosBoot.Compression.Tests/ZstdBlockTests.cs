using CsCheck;
using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.Compression.Tests;

public sealed class ZstdBlockTests
{
    [TestCase(131_072, 131_072, 18)]
    [TestCase(131_072, 8_192, 18)]
    [TestCase(131_072, 300, 15)]
    [TestCase(1_048_576, 1_000_000, 3)]
    [TestCase(4_096, 4_096, 22)]
    public void A_block_is_one_frame_with_its_length_a_small_window_and_no_checksum(int blockSize, int length, int level)
    {
        using var compressor = new ZstdBlockCompressor(level, blockSize);
        var block = TestBytes.Text(length);
        var frame = new byte[length];
        var written = compressor.Compress(block, frame);
        Assert.That(written, Is.InRange(10, length - 1));

        // RFC 8878, 3.1.1.1.1: a single segment has no window but its content; no checksum, no dictionary.
        Assert.That(frame[4] & 0x20, Is.EqualTo(0x20));
        Assert.That(frame[4] & 0x07, Is.Zero);
        var result = ForeignTool.TryRun("zstd", ["-dc"], input: frame[..written]);
        Assert.That(result.OutputBytes, Is.EqualTo(block));
    }

    [Test]
    public void A_block_that_does_not_shrink_is_refused()
    {
        using var compressor = new ZstdBlockCompressor(3, 8192);
        Assert.That(compressor.Compress(TestBytes.Noise(8192), new byte[8192]), Is.EqualTo(-1));
        Assert.That(compressor.Compress(TestBytes.Text(8192), new byte[8192]), Is.Positive);
    }

    [Test]
    public void Blocks_do_not_depend_on_the_blocks_before()
    {
        using var used = new ZstdBlockCompressor(18, 131_072);
        for (var index = 0; index < 5; index++)
        {
            used.Compress(TestBytes.Text(100_000 + (index * 7_000), (ulong)index), new byte[131_072]);
        }

        var block = TestBytes.Text(50_000, 9);
        using var fresh = new ZstdBlockCompressor(18, 131_072);
        var (first, second) = (new byte[50_000], new byte[50_000]);
        var length = used.Compress(block, first);
        Assert.That(fresh.Compress(block, second), Is.EqualTo(length));
        Assert.That(first, Is.EqualTo(second));
    }

    [Test]
    public void A_block_that_is_too_long_is_refused()
    {
        using var compressor = new ZstdBlockCompressor(3, 8192);
        Assert.That(() => compressor.Compress(new byte[8193], new byte[8192]), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_frame_is_read_back_or_refused()
    {
        using var compressor = new ZstdBlockCompressor(3, 8192);
        using var decompressor = new ZstdBlockDecompressor();
        var block = TestBytes.Text(2000);
        var frame = new byte[2000];
        var length = compressor.Compress(block, frame);
        var result = new byte[2000];
        Assert.That(decompressor.Decompress(frame.AsSpan(0, length), result, 0), Is.EqualTo(2000));
        Assert.That(result, Is.EqualTo(block));
        Assert.That(
            Assert.Throws<ImageFormatException>(() => decompressor.Decompress(frame.AsSpan(0, length), new byte[1999], 77))!.DiagnosticId,
            Is.EqualTo(DiagnosticIds.LimitExceeded));
        for (var cut = 0; cut < length; cut++)
        {
            Assert.That(() => decompressor.Decompress(frame.AsSpan(0, cut), result, 0), Throws.InstanceOf<ImageFormatException>());
        }

        Gen.Select(Gen.Int[0, length - 1], Gen.Byte[1, 255]).Sample(
            (position, mask) =>
            {
                var damaged = frame[..length];
                damaged[position] ^= mask;
                try
                {
                    return decompressor.Decompress(damaged, result, 0) <= result.Length;
                }
                catch (ImageFormatException)
                {
                    return true;
                }
            },
            iter: 2000, threads: 1);
    }
}
