using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.Testing;

namespace TalosBoot.Compression.Tests;

public sealed class ZstdWriterTests
{
    static readonly ZstdWriterOptions Fast = new() { Level = 3, Budget = new WorkBudget(1) };

    [Test]
    public void Hello_is_the_frame_that_the_zstd_program_makes_of_a_pipe() =>
        Assert.That(
            Convert.ToHexStringLower(Compress(BlobSource.FromText("hello"), new ZstdWriterOptions())),
            Is.EqualTo("28b52ffd0468" + "290000" + "68656c6c6f" + "a36d9f88"));

    [Test]
    public void Nothing_is_an_empty_last_block() =>
        Assert.That(
            Convert.ToHexStringLower(Compress(BlobSource.FromText(string.Empty), new ZstdWriterOptions())),
            Is.EqualTo("28b52ffd0468" + "010000" + "99e9d851"));

    [Test]
    public void A_hole_is_a_raw_byte_and_run_blocks() =>
        Assert.That(
            Convert.ToHexStringLower(Compress(BlobSource.Zeros(131_072 + 2), new ZstdWriterOptions { Checksum = false })),
            Is.EqualTo("28b52ffd0068" + "08000000" + "02001000" + "0b000000"));

    [Test]
    public void The_header_names_the_window_and_the_length_when_asked() =>
        Assert.That(
            Convert.ToHexStringLower(Compress(BlobSource.FromText("hello"), new ZstdWriterOptions { WindowLog = 27, ContentSize = true, Checksum = false })),
            Is.EqualTo("28b52ffdc0880500000000000000" + "290000" + "68656c6c6f"));

    [TestCaseSource(typeof(CompressionSamples), nameof(CompressionSamples.All))]
    public void The_zstd_program_reads_what_was_written(BlobSource content)
    {
        var frame = Compress(content, Fast);
        var result = ForeignTool.TryRun("zstd", ["-dc"], input: frame);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.OutputBytes.AsSpan().SequenceEqual(content.ToArray()));
    }

    [TestCase(1, 23)]
    [TestCase(3, 10)]
    [TestCase(5, 16)]
    [TestCase(9, 20)]
    [TestCase(13, 21)]
    [TestCase(18, 23)]
    [TestCase(19, 27)]
    public void Every_strategy_makes_blocks_that_stand_alone(int level, int windowLog)
    {
        var content = CompressionSamples.Repeating();
        var frame = Compress(content, new ZstdWriterOptions { Level = level, WindowLog = windowLog, Budget = new WorkBudget(2) });
        var result = ForeignTool.TryRun("zstd", ["-dc"], input: frame);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.OutputBytes.AsSpan().SequenceEqual(content.ToArray()));
    }

    [Test]
    public void It_is_one_frame()
    {
        using var folder = new TemporaryFolder();
        var path = folder.WriteFile("mixed.zst", Compress(CompressionSamples.Mixed(), Fast));
        Assert.That(ForeignTool.Run("zstd", "-lv", path).Output, Does.Contain("# Zstandard Frames: 1\n").And.Contain("Window Size: 8.00 MiB"));
    }

    [Test]
    public void Bytes_do_not_depend_on_threads()
    {
        foreach (var content in new[] { CompressionSamples.Mixed(), CompressionSamples.Repeating() })
        {
            var single = Compress(content, Fast);
            Assert.That(Compress(content, Fast with { Budget = new WorkBudget(2) }).AsSpan().SequenceEqual(single));
            Assert.That(Compress(content, Fast with { Budget = new WorkBudget(4) }).AsSpan().SequenceEqual(single));
        }
    }

    [Test]
    public void Compressed_extents_and_holes_cost_next_to_nothing()
    {
        var noise = BlobSource.FromBytes(TestBytes.Noise(1024 * 1024)).AsCompressed();
        Assert.That(Compress(noise, new ZstdWriterOptions()), Has.Length.EqualTo(6 + (1024 * 1024) + (8 * 3) + 4));
        Assert.That(Compress(BlobSource.Zeros(1L << 30), new ZstdWriterOptions()), Has.Length.EqualTo(6 + 4 + (8192 * 4) + 4));
    }

    [Test]
    public void Long_holes_can_stand_in_frames_of_their_own()
    {
        const long Mebibyte = 1024 * 1024;
        using var folder = new TemporaryFolder();
        var disk = new SparseImageBuilder();
        disk.Place(200 * Mebibyte, TestBytes.Text(300_000, 1), "text");
        disk.Place(230 * Mebibyte, BlobSource.FromBytes(TestBytes.Noise(100_000, 2)).AsCompressed(), "noise behind a short hole");
        var content = disk.Build((400 * Mebibyte) + 5);
        var options = new ZstdWriterOptions { SeparateHoles = true, ContentSize = true };
        var frames = Compress(content, options);
        var path = folder.WriteFile("frames.zst", frames);

        // Four frames for 200 MiB, one with the text and the noise, and three for the 170 MiB behind them.
        Assert.That(
            ForeignTool.Run("zstd", "-lv", path).Output,
            Does.Contain("# Zstandard Frames: 8\n").And.Contain($"({content.Length} B)").And.Contain("Check: XXH64"));
        ForeignTool.Run("zstd", "-dq", path, "-o", folder["plain"]);
        Assert.That(Digest.Sha256(BlobSource.FromFile(folder["plain"])), Is.EqualTo(Digest.Sha256(content)));
        using var spool = new ContentSpool(folder.Path);
        var planned = ZstdWriter.PlanAsync(content, spool, options).AsTask().GetAwaiter().GetResult();
        Assert.That(planned.ToArray(1 << 20), Is.EqualTo(frames));
        Assert.That(Compress(BlobSource.Zeros(64L << 30), options), Has.Length.EqualTo(1024 * (14 + 4 + (512 * 4) + 4)));
    }

    [Test]
    public void Cancellation_stops_it()
    {
        CodecAssert.CancellationStopsTheWriter((source, output, token) => ZstdWriter.Write(source, output, Fast, token));
        CodecAssert.CancellationStopsTheWriter((source, output, token) => ZstdWriter.Write(source, output, Fast with { Budget = new WorkBudget(2) }, token));
    }

    [Test]
    public void A_failing_source_or_output_fails_the_call_with_its_own_exception()
    {
        var source = new ObservedSource(BlobSource.FromBytes(new byte[20_000_000]), (offset, _) =>
        {
            if (offset > 10_000_000)
            {
                throw new IOException("gone");
            }
        });
        Assert.That(() => ZstdWriter.Write(source, Stream.Null, Fast with { Budget = new WorkBudget(2) }), Throws.InstanceOf<IOException>().With.Message.EqualTo("gone"));
        using var readOnly = new MemoryStream([], writable: false);
        Assert.That(
            () => ZstdWriter.Write(BlobSource.FromBytes(new byte[20_000_000]), readOnly, Fast with { Budget = new WorkBudget(2) }),
            Throws.InstanceOf<NotSupportedException>());
    }

    [TestCase(0, 23)]
    [TestCase(23, 23)]
    [TestCase(3, 9)]
    [TestCase(3, 28)]
    public void Options_out_of_range_are_refused(int level, int windowLog) =>
        Assert.That(
            () => ZstdWriter.Write(BlobSource.FromText("a"), Stream.Null, new ZstdWriterOptions { Level = level, WindowLog = windowLog }),
            Throws.InstanceOf<ArgumentOutOfRangeException>());

    static byte[] Compress(BlobSource content, ZstdWriterOptions options) => CodecAssert.Write(output => ZstdWriter.Write(content, output, options));
}
