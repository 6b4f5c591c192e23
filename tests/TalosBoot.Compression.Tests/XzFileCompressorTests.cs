using TalosBoot.Compression.Xz;
using TalosBoot.Compression.Xz.Container;
using TalosBoot.Testing;

namespace TalosBoot.Compression.Tests;

/// <summary>Whole files against the xz program, with one thread and with several.</summary>
public sealed class XzFileCompressorTests
{
    const int DictionarySize = 128 * 1024;

    static IEnumerable<TestCaseData> Files()
    {
        yield return new TestCaseData(Array.Empty<byte>()).SetArgDisplayNames("empty");
        yield return new TestCaseData(TestBytes.Text(1)).SetArgDisplayNames("one byte");
        yield return new TestCaseData(TestBytes.Text(5000)).SetArgDisplayNames("text");
        yield return new TestCaseData(TestBytes.Noise(70_000)).SetArgDisplayNames("noise");
        yield return new TestCaseData(CompressionSamples.Executable(900_000)).SetArgDisplayNames("program");
        yield return new TestCaseData((byte[])[.. TestBytes.Text(1_000_000), .. TestBytes.Noise(1_200_000)]).SetArgDisplayNames("several blocks");
    }

    [TestCaseSource(nameof(Files))]
    public void Files_are_those_of_xz(byte[] content)
    {
        foreach (var (layout, threads) in new[] { (XzFileLayout.OneBlock, 1), (XzFileLayout.SizedBlocks, 2) })
        {
            var compressed = new XzFileCompressor(DictionarySize, XzCheck.None, layout).Compress(content, default);
            var result = ForeignTool.TryRun("xz", ["--lzma2=dict=128KiB", "--check=none", $"--threads={threads}", "-c"], input: content);
            Assert.That(result.ExitCode, Is.Zero, result.Error);
            Assert.That(compressed.AsSpan().SequenceEqual(result.OutputBytes), Is.True, $"{layout}");
        }
    }

    [Test]
    public void A_file_does_not_depend_on_the_files_before()
    {
        var used = new XzFileCompressor(DictionarySize, XzCheck.Crc32, XzFileLayout.SizedBlocks);
        used.Compress(TestBytes.Noise(300_000), default);
        used.Compress(TestBytes.Text(200_000, 2), default);
        var file = TestBytes.Text(50_000, 3);
        Assert.That(used.Compress(file, default), Is.EqualTo(new XzFileCompressor(DictionarySize, XzCheck.Crc32, XzFileLayout.SizedBlocks).Compress(file, default)));
    }
}
