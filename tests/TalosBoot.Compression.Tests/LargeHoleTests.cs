using TalosBoot.Compression.Gzip;
using TalosBoot.Compression.Xz;
using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Content;

namespace TalosBoot.Compression.Tests;

/// <summary>Holes of any size are handed on in pieces: what they are squeezed to is never kept in memory at once.</summary>
public sealed class LargeHoleTests
{
    const long Length = (20L << 30) + (300L << 20) + 7;

    static readonly BlobSource Hole = BlobSource.Zeros(Length);

    static readonly Func<Stream, Task>[] Writers =
    [
        stream => GzipWriter.WriteAsync(Hole, stream),
        stream => XzWriter.WriteAsync(Hole, stream, new XzWriterOptions { Preset = XzPreset.Fast }),
        stream => ZstdWriter.WriteAsync(Hole, stream),
        stream => ZstdWriter.WriteAsync(Hole, stream, new ZstdWriterOptions { SeparateHoles = true, ContentSize = true }),
    ];

    [TestCaseSource(nameof(Writers))]
    public async Task A_hole_is_handed_on_in_pieces(Func<Stream, Task> write)
    {
        var (largest, total) = (0, 0L);
        var output = new BufferedDestination((bytes, _) =>
        {
            largest = Math.Max(largest, bytes.Length);
            total += bytes.Length;
            return ValueTask.CompletedTask;
        });
        await write(output);
        await output.DrainAsync(default);
        TestContext.Out.WriteLine($"{total} bytes, {largest} at once");
        Assert.That(largest, Is.LessThan(4 << 20).And.LessThan(total / 5));
    }
}
