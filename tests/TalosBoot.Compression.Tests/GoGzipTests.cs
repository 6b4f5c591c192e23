using TalosBoot.Compression.Gzip.Go;
using TalosBoot.Testing;

namespace TalosBoot.Compression.Tests;

/// <summary>Go's compress/gzip at its best level.</summary>
public sealed class GoGzipTests
{
    // pkg/machinery/meta/meta_test.go of Talos.
    [Test]
    public void The_bytes_are_those_of_upstream()
    {
        var text = "0xa=" + string.Concat(Enumerable.Repeat("foobar", 256)) + ";0xb=" + string.Concat(Enumerable.Repeat("baz", 256));
        Assert.That(
            Convert.ToBase64String(GoGzip.Compress(System.Text.Encoding.UTF8.GetBytes(text))),
            Is.EqualTo("H4sIAAAAAAAC/zKoSLRNy89PSiwaJUfJUXKUHCVHGmltUJFkm5RYNYpG0YhFgAAAAP//YXrxKgkJAAA="));
    }

    [TestCaseSource(nameof(Samples))]
    public void Every_content_comes_back(byte[] content)
    {
        Assert.That(CodecAssert.Read(GoGzip.Compress(content), CompressionFormat.Gzip), Is.EqualTo(content));
        using var folder = new TemporaryFolder();
        Assert.That(ForeignTool.Run("gzip", ["-dc", folder.WriteFile("content.gz", GoGzip.Compress(content))]).OutputBytes, Is.EqualTo(content));
    }

    static IEnumerable<byte[]> Samples =>
    [
        [], [7], [1, 2, 3, 4], TestBytes.Noise(70_000), TestBytes.Text(300_000), new byte[100_000], CompressionSamples.Executable(400_000),
        [.. Enumerable.Range(0, 40_000).Select(index => (byte)(index % 3 == 0 ? index >> 8 : index))],
    ];
}
