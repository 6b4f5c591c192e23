using TalosBoot.Compression.Xz.Filters;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.Compression.Tests;

/// <summary>Filters for code and numbers, as the xz program writes them.</summary>
public sealed class XzFilterTests
{
    const int BlockLength = 200_000;

    [TestCase("x86", "")]
    [TestCase("x86", "start=4096")]
    [TestCase("arm", "")]
    [TestCase("arm", "start=1048576")]
    [TestCase("armthumb", "")]
    [TestCase("armthumb", "start=2")]
    [TestCase("arm64", "")]
    [TestCase("arm64", "start=8192")]
    [TestCase("powerpc", "")]
    [TestCase("sparc", "")]
    [TestCase("ia64", "")]
    [TestCase("ia64", "start=16")]
    [TestCase("delta", "")]
    [TestCase("delta", "dist=4")]
    [TestCase("delta", "dist=256")]
    public void Content_is_what_it_was(string filter, string options)
    {
        byte[] content = [.. FilteredXz.Code(filter, BlockLength), .. CompressionSamples.Executable(300_001)];
        var argument = options.Length == 0 ? $"--{filter}" : $"--{filter}={options}";
        foreach (var blocks in new[] { "--block-size=1GiB", "--block-size=65537" })
        {
            Check(content, blocks, argument, "--lzma2=preset=0");
        }
    }

    [Test]
    public void Filters_follow_each_other()
    {
        Check(FilteredXz.Code("x86", BlockLength), "--delta=dist=2", "--x86", "--arm=start=4", "--lzma2=preset=0");
        Check(FilteredXz.Code("delta", BlockLength), "--delta", "--delta=dist=3", "--delta=dist=200", "--lzma2=preset=0");
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(4)]
    [TestCase(5)]
    [TestCase(15)]
    [TestCase(65_536)]
    [TestCase(65_539)]
    public void The_end_is_what_it_was(int length)
    {
        foreach (var filter in FilteredXz.Filters)
        {
            var content = FilteredXz.Code(filter, length);
            Assert.That(CodecAssert.Read(FilteredXz.Compress(filter, content), CompressionFormat.Xz), Is.EqualTo(content), filter);
        }
    }

    // As 7-Zip writes it, whose encoder is another one than that of xz.
    [Test]
    public void Code_of_riscv_of_another_program_is_what_it_was([Range(1, 12)] int seed)
    {
        byte[] content = [.. FilteredXz.Code("riscv", BlockLength + seed, seed), .. CompressionSamples.Executable(100_000 + seed)];
        Assert.That(CodecAssert.Read(FilteredXz.Compress("riscv", content), CompressionFormat.Xz).AsSpan().SequenceEqual(content));
    }

    // Encoded by the rules of xz 5.6, which the tests' xz may be too old for: a call, a pair of AUIPC and ADDI, one of AUIPC and JALR, bytes that look
    // encoded, a call back, and bytes at random that begin such instructions. The code begins at 4096.
    [Test]
    public void Code_of_riscv_is_what_it_was()
    {
        var code = Convert.FromHexString(
            "ef0000010100171500001305c5ff975234126780020217310028bebafecaeff01ffe170300009383c3000197310517ef058001010505f0"
            + "970197f0ef1797ef80ef8005f0f0f005973117ef97050180f080f0f031f00131ef8097311701808017170505173117");
        var encoded = Convert.FromHexString(
            "ef00080801001731515000002002177106281234602e97b2feca0380e2abef0007ff170300009383c3000197310517ef058001010505f0"
            + "970197f0ef1797ef80ef8005f0f0f005973117ef97050180f080f0f031f00131ef8097311701808017170505173117");
        var filter = XzFilters.TryCreate(0x0B, [0, 0x10, 0, 0])!;
        using var source = new MemoryStream(encoded);
        var block = new FilteredBlock(source.Read, filter);
        var result = new byte[encoded.Length + 1];
        var length = 0;
        for (int count; (count = block.Read(result.AsSpan(length, Math.Min(7, result.Length - length)))) > 0; length += count)
        {
        }

        Assert.That(Convert.ToHexString(result.AsSpan(0, length)), Is.EqualTo(Convert.ToHexString(code)));
    }

    [Test]
    public void A_filter_that_is_not_known_is_refused_by_name()
    {
        var stream = FilteredXz.Compress([1, 2, 3], "--delta", "--lzma2=preset=0");
        stream[14] = 0x7F;
        Reseal(stream);
        var exception = Assert.Throws<ImageFormatException>(() => CodecAssert.Read(stream, CompressionFormat.Xz))!;
        Assert.That(exception.DiagnosticId, Is.EqualTo(DiagnosticIds.CompressionFormatUnknown));
    }

    [TestCase(new byte[] { 4, 1, 0, 0, 0 }, TestName = "The start of ARM code is not divided by 4")]
    [TestCase(new byte[] { 3, 1, 0, 0, 0 }, TestName = "Properties of a wrong length")]
    public void Wrong_properties_are_damage(byte[] properties)
    {
        var stream = FilteredXz.Compress([1, 2, 3], "--arm=start=4", "--lzma2=preset=0");
        properties.CopyTo(stream, 15);
        Reseal(stream);
        var exception = Assert.Throws<ImageFormatException>(() => CodecAssert.Read(stream, CompressionFormat.Xz))!;
        Assert.That(exception.DiagnosticId, Is.EqualTo(DiagnosticIds.CompressedDataDamaged));
    }

    static void Check(byte[] content, params string[] options) =>
        Assert.That(CodecAssert.Read(FilteredXz.Compress(content, options), CompressionFormat.Xz).AsSpan().SequenceEqual(content), string.Join(' ', options));

    static void Reseal(byte[] stream)
    {
        const int HeaderStart = 12;
        var end = HeaderStart + ((stream[HeaderStart] + 1) * 4) - 4;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(
            stream.AsSpan(end), System.IO.Hashing.Crc32.HashToUInt32(stream.AsSpan(HeaderStart..end)));
    }
}
