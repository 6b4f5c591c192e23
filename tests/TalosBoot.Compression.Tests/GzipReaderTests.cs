using TalosBoot.Compression.Gzip;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.Compression.Tests;

public sealed class GzipReaderTests
{
    static readonly byte[] Content = TestBytes.Text(3000);

    static readonly byte[] Member = CodecAssert.Write(output => GzipWriter.Write(BlobSource.FromBytes(Content), output));

    [Test]
    public void Reads_what_the_gzip_program_writes()
    {
        var content = CompressionSamples.Mixed().ToArray();
        var member = ForeignTool.TryRun("gzip", ["-c"], input: content).OutputBytes;
        Assert.That(CodecAssert.Read(member, CompressionFormat.Gzip).AsSpan().SequenceEqual(content));
    }

    [Test]
    public void Members_follow_each_other() =>
        Assert.That(CodecAssert.Read([.. Member, .. Member, .. Member], CompressionFormat.Gzip), Is.EqualTo([.. Content, .. Content, .. Content]));

    [Test]
    public void Truncation_is_noticed_at_every_byte() => CodecAssert.TruncationIsNoticedAtEveryByte(Member, CompressionFormat.Gzip);

    [Test]
    public void Damage_gives_documented_exceptions_only() =>
        CodecAssert.DamageGivesDocumentedExceptionsOnly(Member, Content, CompressionFormat.Gzip, hasChecksum: true);

    [Test]
    public void An_output_over_the_limit_is_refused()
    {
        var exception = Assert.Throws<ImageFormatException>(
            () => CodecAssert.Read(Member, CompressionFormat.Gzip, new DecompressionLimits { MaxOutputLength = 2999 }));
        Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.LimitExceeded));
    }
}
