using TalosBoot.Compression.Xz;
using TalosBoot.Compression.Xz.Container;
using TalosBoot.Testing;

namespace TalosBoot.Compression.Tests;

public sealed class XzBlockTests
{
    [TestCase(131_072, 131_072, 10)]
    [TestCase(131_072, 700, 10)]
    [TestCase(8_192, 8_192, 2)]
    [TestCase(1_048_576, 300_000, 16)]
    public void A_block_is_one_stream_that_the_kernel_takes(int blockSize, int length, int dictionaryCode)
    {
        var compressor = new XzBlockCompressor(XzPreset.Default, blockSize);
        var block = TestBytes.Text(length);
        var stream = new byte[length];
        for (var round = 0; round < 2; round++)
        {
            var written = compressor.Compress(block, stream);
            Assert.That(written, Is.InRange(40, length - 1));

            // Stream flags CRC-32; both lengths in the block's header; LZMA2 with its dictionary.
            Assert.That(Convert.ToHexStringLower(stream.AsSpan(6, 2)), Is.EqualTo("0001"));
            Assert.That(stream[13], Is.EqualTo(0xC0));
            Assert.That(stream.AsSpan(12, 20).IndexOf(new byte[] { 0x21, 0x01, (byte)dictionaryCode }), Is.Positive);
            var result = ForeignTool.TryRun("xz", ["-dc"], input: stream[..written]);
            Assert.That(result.ExitCode, Is.Zero, result.Error);
            Assert.That(result.OutputBytes, Is.EqualTo(block));
        }
    }

    [Test]
    public void A_block_that_does_not_shrink_is_refused()
    {
        var compressor = new XzBlockCompressor(XzPreset.Default, 8192);
        Assert.That(compressor.Compress(TestBytes.Noise(8192), new byte[8192]), Is.EqualTo(-1));
        Assert.That(compressor.Compress(TestBytes.Text(8192), new byte[8192]), Is.Positive);
    }

    [Test]
    public void Blocks_do_not_depend_on_the_blocks_before()
    {
        var used = new XzBlockCompressor(XzPreset.Default, 131_072);
        used.Compress(TestBytes.Text(100_000), new byte[131_072]);
        used.Compress(TestBytes.Noise(131_072), new byte[140_000]);
        var block = TestBytes.Text(50_000, 9);
        var (first, second) = (new byte[50_000], new byte[50_000]);
        var length = used.Compress(block, first);
        Assert.That(new XzBlockCompressor(XzPreset.Default, 131_072).Compress(block, second), Is.EqualTo(length));
        Assert.That(first, Is.EqualTo(second));
    }

    [Test]
    public void Sizes_out_of_range_are_refused()
    {
        Assert.That(() => new XzBlockCompressor(XzPreset.Default, 4095), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new XzBlockCompressor(XzPreset.Default, (1024 * 1024) + 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new XzBlockCompressor(XzPreset.Default, 8192).Compress(new byte[8193], []), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
