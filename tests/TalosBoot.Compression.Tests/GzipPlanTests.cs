using TalosBoot.Compression.Gzip;
using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Compression.Tests;

/// <summary>A planned member has the bytes of a written one, and copies nothing that is compressed already.</summary>
public sealed class GzipPlanTests : BlobSourceContract
{
    static readonly BlobSource Stored = BlobSource.FromBytes(TestBytes.Noise(700_000)).AsCompressed();

    static readonly BlobSource Mixed = BlobSource.Concat(
        BlobSource.FromBytes(TestBytes.Text(300_000)), Stored, BlobSource.Zeros(200_000), BlobSource.FromBytes(TestBytes.Text(50, 2)), Stored);

    readonly ContentSpool _spool = new(memoryLimit: 1 << 20);

    [OneTimeTearDown]
    public void DisposeSpool() => _spool.Dispose();

    [Test]
    public void Foreign_gzip_reads_the_planned_frame()
    {
        using var folder = new TemporaryFolder();
        var path = folder.WriteFile("member.gz", GzipWriter.PlanAsync(Mixed, _spool).AsTask().GetAwaiter().GetResult().ToArray());
        Assert.That(ForeignTool.Run("gzip", "--decompress", "--stdout", path).OutputBytes.AsSpan().SequenceEqual(Mixed.ToArray()), Is.True);
    }

    [Test]
    public void Only_what_is_compressed_anew_is_kept()
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool(folder.Path, memoryLimit: 0);
        var member = GzipWriter.PlanAsync(Mixed, spool).AsTask().GetAwaiter().GetResult();
        Assert.That(member.Length, Is.GreaterThan(1_400_000));
        Assert.That(Directory.GetFiles(folder.Path).Sum(file => new FileInfo(file).Length), Is.LessThan(300_000));
        Assert.That(member.Extents, Is.EqualTo(new[] { new Extent(0, member.Length, ContentKind.Compressed) }));
    }

    protected override (BlobSource Source, byte[] Expected) Create()
    {
        using var written = new MemoryStream();
        GzipWriter.Write(Mixed, written);
        return (GzipWriter.PlanAsync(Mixed, _spool).AsTask().GetAwaiter().GetResult(), written.ToArray());
    }
}
