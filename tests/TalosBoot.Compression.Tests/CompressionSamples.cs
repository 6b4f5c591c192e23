using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Compression.Tests;

/// <summary>Contents that have everything in them that compressors look at.</summary>
static class CompressionSamples
{
    /// <summary>Data, holes short and long, compressed extents short and long, tiny data between them, and an end that is a hole.</summary>
    public static BlobSource Mixed(int textLength = 5_000_000)
    {
        var builder = new SparseImageBuilder();
        builder.Place(0, TestBytes.Text(300_000), "text");
        builder.Place(310_000, TestBytes.Text(1_000, 2), "text behind a short hole");
        builder.Place(900_000, BlobSource.FromBytes(TestBytes.Noise(400_000)).AsCompressed(), "compressed");
        builder.Place(1_300_000, TestBytes.Text(40, 3), "tiny");
        builder.Place(1_300_040, BlobSource.FromBytes(TestBytes.Noise(100_000, 4)).AsCompressed(), "compressed behind it");
        builder.Place(1_400_040, BlobSource.FromBytes(TestBytes.Noise(500, 5)).AsCompressed(), "short compressed");
        builder.Place(1_400_540, TestBytes.Text(textLength, 6), "text over several runs");
        builder.Place(1_400_540 + textLength, TestBytes.Noise(200_000, 7), "noise that nobody announced");
        return builder.Build(textLength + 3_000_000);
    }

    /// <summary>Bytes at whose start repeat offsets of 1, 4 and 8 would be worth something, cut to several runs by compressed extents.</summary>
    public static BlobSource Repeating()
    {
        var builder = new SparseImageBuilder();
        var offset = 0L;
        for (var index = 0; index < 12; index++)
        {
            var pattern = new byte[20_000 + index];
            for (var position = 0; position < pattern.Length; position++)
            {
                pattern[position] = (byte)(position % (index + 1) * 37);
            }

            builder.Place(offset, pattern, "pattern");
            builder.Place(offset + pattern.Length, BlobSource.FromBytes(TestBytes.Noise(33_000, (ulong)index)).AsCompressed(), "compressed");
            offset += pattern.Length + 33_000;
        }

        return builder.Build(offset);
    }

    public static IEnumerable<TestCaseData> All() => WithText(5_000_000);

    public static IEnumerable<TestCaseData> WithText(int textLength) =>
    [
        new TestCaseData(BlobSource.FromBytes(ReadOnlyMemory<byte>.Empty)).SetArgDisplayNames("empty"),
        new TestCaseData(BlobSource.FromText("a")).SetArgDisplayNames("one byte"),
        new TestCaseData(BlobSource.FromText("hello")).SetArgDisplayNames("hello"),
        new TestCaseData(BlobSource.FromBytes(new byte[100_000])).SetArgDisplayNames("zeros as data"),
        new TestCaseData(BlobSource.Zeros(1)).SetArgDisplayNames("a hole of one byte"),
        new TestCaseData(BlobSource.Zeros(3_000_001)).SetArgDisplayNames("a hole"),
        new TestCaseData(BlobSource.FromBytes(TestBytes.Text(70_000))).SetArgDisplayNames("text"),
        new TestCaseData(BlobSource.FromBytes(TestBytes.Noise(300_000))).SetArgDisplayNames("noise"),
        new TestCaseData(BlobSource.FromBytes(TestBytes.Noise(300_000)).AsCompressed()).SetArgDisplayNames("compressed"),
        new TestCaseData(Repeating()).SetArgDisplayNames("repeating"),
        new TestCaseData(Mixed(textLength)).SetArgDisplayNames("mixed"),
    ];

    /// <summary>An executable, for real ratios.</summary>
    public static byte[] Executable(int length)
    {
        var path = new[] { "/usr/bin/bash", "/bin/bash", "/usr/bin/dash", "/bin/sh" }.FirstOrDefault(File.Exists);
        if (path is null)
        {
            ForeignTool.SkipOrFail("No executable to compress was found.");
        }

        var bytes = File.ReadAllBytes(path!);
        return bytes[..Math.Min(length, bytes.Length)];
    }
}
