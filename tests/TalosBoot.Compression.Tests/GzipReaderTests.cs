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

    // Rare bytes get codes that the first table has no room for. Ends fall on every kind of place, and outputs are longer than the window.
    [TestCase("-1")]
    [TestCase("-6")]
    [TestCase("-9")]
    public void Long_codes_and_matches_of_every_kind_are_read(string level)
    {
        var content = RareAndRepeated();
        foreach (var length in (int[])[content.Length, 200_000, 131_073, 98_305, 98_304, 70_001, 5000, 259, 1])
        {
            var part = content[^length..];
            var member = ForeignTool.TryRun("gzip", [level, "-c"], input: part).OutputBytes;
            Assert.That(CodecAssert.Read(member, CompressionFormat.Gzip).AsSpan().SequenceEqual(part), $"{length} bytes");
        }
    }

    [Test]
    public void Truncation_within_long_codes_is_noticed_at_every_byte() =>
        CodecAssert.TruncationIsNoticedAtEveryByte(ForeignTool.TryRun("gzip", ["-9", "-c"], input: RareAndRepeated()[..12_000]).OutputBytes, CompressionFormat.Gzip);

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
            () => CodecAssert.Read(Member, CompressionFormat.Gzip, new DecompressionLimits { MaximumOutputLength = 2999 }));
        Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.LimitExceeded));
    }

    // Bytes that are each 1.6 times as rare as the one before, and repetitions of each length and of distances from 1 to the whole window.
    static byte[] RareAndRepeated()
    {
        var content = new List<byte>(900_000);
        var noise = TestBytes.Noise(1_000_000);
        for (var index = 0; content.Count < 600_000; index++)
        {
            var (choice, value) = (BitConverter.ToUInt16(noise, index & ~1), 0);
            for (var share = 25_000.0; choice > share && value < 255; value++)
            {
                choice -= (ushort)share;
                share = Math.Max(1, share / 1.6);
            }

            content.Add((byte)value);
            if (index % 7 == 0 && content.Count > 3)
            {
                var distance = 1 + (BitConverter.ToUInt16(noise, index) % Math.Min(content.Count - 1, 32_768) >> (index % 15));
                for (var left = 3 + (index % 256); left > 0; left--)
                {
                    content.Add(content[^distance]);
                }
            }
        }

        return [.. content];
    }
}
