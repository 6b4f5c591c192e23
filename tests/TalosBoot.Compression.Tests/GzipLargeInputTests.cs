using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Compression.Tests;

/// <summary>Real programs, megabytes of them: the end of the input buffer meets every position of a code.</summary>
public sealed class GzipLargeInputTests
{
    [Test]
    public void Megabytes_of_programs_are_read_as_gzip_wrote_them()
    {
        var folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var plain = BlobSource.Concat([.. Directory.GetFiles(folder, "*.dll").Order(StringComparer.Ordinal).Select(BlobSource.FromFile)]).ToArray(256 << 20);
        Assert.That(plain, Has.Length.GreaterThan(20_000_000));
        using var inputFolder = new TemporaryFolder();
        var compressed = ForeignTool.Run("gzip", "--stdout", inputFolder.WriteFile("programs", plain)).OutputBytes;
        using var stream = Decompressor.Open(new MemoryStream(compressed), CompressionFormat.Gzip);
        using var result = new MemoryStream();
        stream.CopyTo(result);
        Assert.That(result.ToArray().AsSpan().SequenceEqual(plain), Is.True);
    }
}
