using CsCheck;
using TalosBoot.Compression.Xz;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.Testing;

namespace TalosBoot.Compression.Tests;

public sealed class XzWriterTests
{
    static readonly XzPreset[] Presets = [XzPreset.Fast, XzPreset.Default];

    [Test]
    public void Nothing_is_what_the_xz_program_makes_of_nothing()
    {
        var foreign = ForeignTool.TryRun("xz", ["-c", "--check=crc32"], input: []).OutputBytes;
        Assert.That(Compress(BlobSource.FromText(string.Empty), XzPreset.Default, check: XzCheck.Crc32), Is.EqualTo(foreign));
    }

    [Test]
    public void Hello_is_a_stored_chunk_in_a_block_that_names_its_lengths()
    {
        // By hand from the format's specification, with the checksums of zlib; liblzma reads it.
        Assert.That(
            Convert.ToHexStringLower(Compress(BlobSource.FromText("hello"), XzPreset.Fast, check: XzCheck.Crc32)),
            Is.EqualTo(
                "fd377a585a00" + "0001" + "6922de36"
                + "02c00905" + "21010c00" + "47740cb1"
                + "010004" + "68656c6c6f" + "00" + "000000" + "86a61036"
                + "00011905" + "bce8eccb" + "9042990d" + "010000000001" + "595a"));
    }

    [TestCaseSource(nameof(ContentsAndPresets))]
    public void The_xz_program_reads_what_was_written(BlobSource content, XzPreset preset)
    {
        var result = ForeignTool.TryRun("xz", ["-dc"], input: Compress(content, preset));
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.OutputBytes.AsSpan().SequenceEqual(content.ToArray()));
    }

    [TestCase(XzCheck.None)]
    [TestCase(XzCheck.Crc32)]
    [TestCase(XzCheck.Crc64)]
    public void The_xz_program_finds_the_checks_right(XzCheck check)
    {
        using var folder = new TemporaryFolder();
        var path = folder.WriteFile("mixed.xz", Compress(CompressionSamples.Mixed(1_500_000), XzPreset.Fast, check: check));
        ForeignTool.Run("xz", "-t", path);
        Assert.That(ForeignTool.Run("xz", "--robot", "--list", path).Output, Does.Contain(check == XzCheck.None ? "\tNone\t" : check == XzCheck.Crc32 ? "\tCRC32\t" : "\tCRC64\t"));
    }

    [Test]
    public void Bytes_do_not_depend_on_threads()
    {
        foreach (var content in new[] { CompressionSamples.Mixed(1_500_000), CompressionSamples.Repeating() })
        {
            var single = Compress(content, XzPreset.Fast, 1);
            Assert.That(Compress(content, XzPreset.Fast, 2).AsSpan().SequenceEqual(single));
            Assert.That(Compress(content, XzPreset.Fast, 4).AsSpan().SequenceEqual(single));
        }
    }

    [Test]
    public void Any_bytes_survive()
    {
        Gen.Select(Gen.Byte[0, 3].Array[0, 3000], Gen.Byte.Array[0, 600], Gen.Bool.Select(isFast => isFast ? XzPreset.Fast : XzPreset.Default)).Sample(
            (few, many, preset) =>
            {
                byte[] content = [.. few, .. many, .. few, .. few];
                return CodecAssert.Read(Compress(BlobSource.FromBytes(content), preset, 1), CompressionFormat.Xz).AsSpan().SequenceEqual(content);
            },
            iter: 200, threads: 1);
    }

    [Test]
    public void Noise_between_text_is_stored_and_the_rest_is_not()
    {
        byte[] content = [.. TestBytes.Text(200_000), .. TestBytes.Noise(300_000), .. TestBytes.Text(200_000), .. TestBytes.Noise(70_000, 2)];
        foreach (var preset in Presets)
        {
            var stream = Compress(BlobSource.FromBytes(content), preset);
            var result = ForeignTool.TryRun("xz", ["-dc"], input: stream);
            Assert.That(result.OutputBytes.AsSpan().SequenceEqual(content), result.Error);
            Assert.That(stream, Has.Length.LessThan(600_000));
        }
    }

    [TestCase(XzPreset.Fast, "-0")]
    [TestCase(XzPreset.Default, "-6")]
    public void An_executable_shrinks_as_with_the_xz_program(XzPreset preset, string option)
    {
        var content = CompressionSamples.Executable(2_000_000);
        var foreign = ForeignTool.TryRun("xz", ["-c", option], input: content).OutputBytes.Length;
        var ours = Compress(BlobSource.FromBytes(content), preset).Length;
        TestContext.Out.WriteLine($"{content.Length} bytes: {ours}, xz {option}: {foreign}");
        Assert.That(ours, Is.LessThan(foreign * 1.03));
    }

    [Test]
    public void Compressed_extents_and_holes_cost_next_to_nothing()
    {
        var noise = BlobSource.FromBytes(TestBytes.Noise(1024 * 1024)).AsCompressed();
        Assert.That(Compress(noise, XzPreset.Default), Has.Length.LessThan((1024 * 1024) + 200));
        Assert.That(Compress(BlobSource.Zeros(1L << 30), XzPreset.Default), Has.Length.LessThan(200_000));
    }

    [Test]
    public void Cancellation_stops_it() =>
        CodecAssert.CancellationStopsTheWriter(
            (source, output, token) => XzWriter.Write(source, output, new XzWriterOptions { Preset = XzPreset.Fast, Budget = new WorkBudget(2) }, token));

    [Test]
    public void Options_out_of_range_are_refused()
    {
        Assert.That(() => Compress(BlobSource.FromText("a"), (XzPreset)4), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Compress(BlobSource.FromText("a"), XzPreset.Fast, check: (XzCheck)10), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Compress(BlobSource.FromText("a"), XzPreset.Fast, -1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    static IEnumerable<TestCaseData> ContentsAndPresets() =>
        from content in CompressionSamples.WithText(1_500_000)
        from preset in Presets
        select new TestCaseData(content.Arguments[0], preset).SetArgDisplayNames(content.ArgDisplayNames![0], preset.ToString());

    static byte[] Compress(BlobSource content, XzPreset preset, int threads = 2, XzCheck check = XzCheck.Crc64) =>
        CodecAssert.Write(output => XzWriter.Write(content, output, new XzWriterOptions { Preset = preset, Budget = new WorkBudget(threads), Check = check }));
}
