using TalosBoot.Core.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.Compression.Tests;

public sealed class XzReaderTests
{
    static readonly byte[] Content = TestBytes.Text(3000);

    [TestCase("-0", "crc32")]
    [TestCase("-6", "crc64")]
    [TestCase("-9", "sha256")]
    [TestCase("-1", "none")]
    public void Reads_what_the_xz_program_writes(string preset, string check)
    {
        byte[] content = [.. CompressionSamples.Executable(1_000_000), .. TestBytes.Noise(300_000), .. new byte[200_000]];
        Assert.That(CodecAssert.Read(Foreign(content, preset, $"--check={check}"), CompressionFormat.Xz).AsSpan().SequenceEqual(content));
    }

    [TestCase("--block-size=100000")]
    [TestCase("--lzma2=lc=0,lp=2,pb=0,dict=64KiB")]
    [TestCase("--lzma2=lc=1,lp=3,pb=4,mf=bt2,nice=8,dict=4KiB")]
    public void Reads_streams_of_many_blocks_and_other_properties(string option)
    {
        byte[] content = [.. CompressionSamples.Executable(700_000), .. TestBytes.Noise(200_000), .. CompressionSamples.Executable(300_000)];
        Assert.That(CodecAssert.Read(Foreign(content, option), CompressionFormat.Xz).AsSpan().SequenceEqual(content));
    }

    [Test]
    public void Streams_follow_each_other_with_padding_between()
    {
        var stream = Foreign(Content);
        byte[] all = [.. stream, .. stream, 0, 0, 0, 0, 0, 0, 0, 0, .. stream, 0, 0, 0, 0];
        Assert.That(CodecAssert.Read(all, CompressionFormat.Xz), Is.EqualTo([.. Content, .. Content, .. Content]));
    }

    [Test]
    public void Nothing_is_read_as_nothing() => Assert.That(CodecAssert.Read(Foreign([]), CompressionFormat.Xz), Is.Empty);

    [TestCase(new byte[] { 0 })]
    [TestCase(new byte[] { 0, 0, 0, 1 })]
    [TestCase(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 })]
    public void Anything_else_behind_a_stream_is_refused(byte[] tail) =>
        Assert.That(() => CodecAssert.Read([.. Foreign(Content), .. tail], CompressionFormat.Xz), Throws.InstanceOf<ImageFormatException>());

    [Test]
    public void A_dictionary_over_the_limit_is_refused()
    {
        var exception = Assert.Throws<ImageFormatException>(
            () => CodecAssert.Read(Foreign(Content, "--lzma2=dict=16MiB"), CompressionFormat.Xz, new DecompressionLimits { MaximumWindowLength = 8 * 1024 * 1024 }));
        Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.LimitExceeded));
    }

    [Test]
    public void Truncation_is_noticed_at_every_byte() => CodecAssert.TruncationIsNoticedAtEveryByte(Foreign(Content), CompressionFormat.Xz);

    [TestCase("crc32")]
    [TestCase("crc64")]
    [TestCase("sha256")]
    public void Damage_gives_documented_exceptions_only(string check)
    {
        CodecAssert.DamageGivesDocumentedExceptionsOnly(Foreign(Content, $"--check={check}"), Content, CompressionFormat.Xz, hasChecksum: true);
        var noise = TestBytes.Noise(1000);
        CodecAssert.DamageGivesDocumentedExceptionsOnly(Foreign(noise, $"--check={check}"), noise, CompressionFormat.Xz, hasChecksum: true);
    }

    static byte[] Foreign(byte[] content, params string[] options)
    {
        var result = ForeignTool.TryRun("xz", ["-c", .. options], input: content);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        return result.OutputBytes;
    }
}
