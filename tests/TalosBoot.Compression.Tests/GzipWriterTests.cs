using CsCheck;
using TalosBoot.Compression.Gzip;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.Testing;

namespace TalosBoot.Compression.Tests;

public sealed class GzipWriterTests
{
    static readonly GzipLevel[] Levels = [GzipLevel.Stored, GzipLevel.Fast, GzipLevel.Default];

    [TestCase(GzipLevel.Stored, "1f8b08000000000000ff")]
    [TestCase(GzipLevel.Fast, "1f8b08000000000004ff")]
    [TestCase(GzipLevel.Default, "1f8b08000000000000ff")]
    public void The_header_is_that_of_Go(GzipLevel level, string expected) =>
        Assert.That(Convert.ToHexStringLower(Compress(BlobSource.FromText("hello"), level)), Does.StartWith(expected));

    [Test]
    public void Nothing_is_an_empty_block() =>
        Assert.That(
            Convert.ToHexStringLower(Compress(BlobSource.FromText(string.Empty), GzipLevel.Default)),
            Is.EqualTo("1f8b08000000000000ff" + "0300" + "00000000" + "00000000"));

    [Test]
    public void Short_text_is_a_block_of_the_fixed_code()
    {
        // By hand: the literal, a match of 99 at distance one, the end; then the checksum as zlib gives it, and the length.
        Assert.That(
            Convert.ToHexStringLower(Compress(BlobSource.FromText(new string('a', 100)), GzipLevel.Default)),
            Is.EqualTo("1f8b08000000000000ff" + "4ba4030000" + "647a70af" + "64000000"));
    }

    [TestCaseSource(nameof(ContentsAndLevels))]
    public void The_gzip_program_reads_what_was_written(BlobSource content, GzipLevel level)
    {
        var result = ForeignTool.TryRun("gzip", ["-dc"], input: Compress(content, level));
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.OutputBytes.AsSpan().SequenceEqual(content.ToArray()));
    }

    [TestCaseSource(nameof(ContentsAndLevels))]
    public void Bytes_do_not_depend_on_threads(BlobSource content, GzipLevel level)
    {
        var single = Compress(content, level, 1);
        Assert.That(Compress(content, level, 2).AsSpan().SequenceEqual(single));
        Assert.That(Compress(content, level, 4).AsSpan().SequenceEqual(single));
    }

    [Test]
    public void Any_bytes_survive()
    {
        Gen.Select(Gen.Byte[0, 3].Array[0, 3000], Gen.Byte.Array[0, 600], Gen.Enum<GzipLevel>()).Sample(
            (few, many, level) =>
            {
                byte[] content = [.. few, .. many, .. few, .. few];
                return CodecAssert.Read(Compress(BlobSource.FromBytes(content), level, 1), CompressionFormat.Gzip).AsSpan().SequenceEqual(content);
            },
            iter: 1000, threads: 1);
    }

    [TestCase(GzipLevel.Default, "-6", 1.03)]
    [TestCase(GzipLevel.Fast, "-1", 1.05)]
    public void An_executable_shrinks_as_with_the_gzip_program(GzipLevel level, string option, double factor)
    {
        var content = CompressionSamples.Executable(2_000_000);
        var foreign = ForeignTool.TryRun("gzip", ["-nc", option], input: content).OutputBytes.Length;
        var ours = Compress(BlobSource.FromBytes(content), level).Length;
        TestContext.Out.WriteLine($"{content.Length} bytes: {ours}, gzip {option}: {foreign}");
        Assert.That(ours, Is.LessThan(foreign * factor));
    }

    [Test]
    public void Compressed_extents_and_holes_cost_next_to_nothing()
    {
        var noise = BlobSource.FromBytes(TestBytes.Noise(1024 * 1024)).AsCompressed();
        Assert.That(Compress(noise, GzipLevel.Default), Has.Length.LessThan((1024 * 1024) + 120));
        Assert.That(Compress(BlobSource.Zeros(1L << 30), GzipLevel.Default), Has.Length.LessThan(1_100_000));
    }

    [Test]
    public void Cancellation_stops_it() =>
        CodecAssert.CancellationStopsTheWriter(
            (source, output, token) => GzipWriter.Write(source, output, new GzipWriterOptions { Level = GzipLevel.Fast, Budget = new WorkBudget(2) }, token));

    [Test]
    public void Options_out_of_range_are_refused()
    {
        Assert.That(() => Compress(BlobSource.FromText("a"), (GzipLevel)9), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Compress(BlobSource.FromText("a"), GzipLevel.Fast, -1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    static IEnumerable<TestCaseData> ContentsAndLevels() =>
        from content in CompressionSamples.All()
        from level in Levels
        select new TestCaseData(content.Arguments[0], level).SetArgDisplayNames(content.ArgDisplayNames![0], level.ToString());

    static byte[] Compress(BlobSource content, GzipLevel level, int threads = 2) =>
        CodecAssert.Write(output => GzipWriter.Write(content, output, new GzipWriterOptions { Level = level, Budget = new WorkBudget(threads) }));
}
