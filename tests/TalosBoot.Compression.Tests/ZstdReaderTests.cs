using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Testing;

namespace TalosBoot.Compression.Tests;

public sealed class ZstdReaderTests
{
    static readonly byte[] Content = TestBytes.Text(3000);

    static readonly byte[] Frame = CodecAssert.Write(output => ZstdWriter.Write(BlobSource.FromBytes(Content), output, new ZstdWriterOptions { Level = 3 }));

    [Test]
    public void Reads_what_the_zstd_program_writes()
    {
        var content = CompressionSamples.Mixed().ToArray();
        var frame = ForeignTool.TryRun("zstd", ["-c", "-5"], input: content).OutputBytes;
        Assert.That(CodecAssert.Read(frame, CompressionFormat.Zstd).AsSpan().SequenceEqual(content));
    }

    [TestCaseSource(typeof(CompressionSamples), nameof(CompressionSamples.All))]
    public void Reads_what_was_written(BlobSource content)
    {
        var frame = CodecAssert.Write(output => ZstdWriter.Write(content, output, new ZstdWriterOptions { Level = 1, Budget = new WorkBudget(1) }));
        Assert.That(CodecAssert.Read(frame, CompressionFormat.Zstd).AsSpan().SequenceEqual(content.ToArray()));
    }

    [Test]
    public void Frames_follow_each_other_and_skippable_ones_are_left_out()
    {
        byte[] skippable = [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3];
        byte[] all = [.. skippable, .. Frame, .. skippable, .. Frame, .. skippable];
        Assert.That(CodecAssert.Read(all, CompressionFormat.Zstd), Is.EqualTo([.. Content, .. Content]));
    }

    [Test]
    public void Bytes_behind_the_frame_that_are_no_frame_are_damage() =>
        Assert.That(
            Assert.Throws<ImageFormatException>(() => CodecAssert.Read([.. Frame, 0, 0, 0, 0], CompressionFormat.Zstd))!.DiagnosticId,
            Is.EqualTo(DiagnosticIds.CompressedDataDamaged));

    [Test]
    public void Truncation_is_noticed_at_every_byte() => CodecAssert.TruncationIsNoticedAtEveryByte(Frame, CompressionFormat.Zstd);

    [Test]
    public void Damage_gives_documented_exceptions_only() =>
        CodecAssert.DamageGivesDocumentedExceptionsOnly(Frame, Content, CompressionFormat.Zstd, hasChecksum: true);

    [Test]
    public void A_window_over_the_limit_is_refused()
    {
        var frame = CodecAssert.Write(output => ZstdWriter.Write(BlobSource.FromText("hello"), output));
        var exception = Assert.Throws<ImageFormatException>(
            () => CodecAssert.Read(frame, CompressionFormat.Zstd, new DecompressionLimits { MaximumWindowLength = 4 * 1024 * 1024 }));
        Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.LimitExceeded));
    }

    [Test]
    public void An_output_over_the_limit_is_refused()
    {
        Assert.That(CodecAssert.Read(Frame, CompressionFormat.Zstd, new DecompressionLimits { MaximumOutputLength = 3000 }), Has.Length.EqualTo(3000));
        var exception = Assert.Throws<ImageFormatException>(
            () => CodecAssert.Read(Frame, CompressionFormat.Zstd, new DecompressionLimits { MaximumOutputLength = 2999 }));
        Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.LimitExceeded));
    }
}
