using TalosBoot.Compression.Xz.Filters;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.Compression.Tests;

/// <summary>Filters for code and numbers, as the xz program writes them.</summary>
public sealed class XzFilterTests
{
    const int BlockLength = 200_000;

    // Bytes that begin or end instructions with targets, for each kind of code: noise alone has few of them.
    static readonly Dictionary<string, byte[]> Patterns = new()
    {
        ["x86"] = [0xE8, 0xE9, 0x00, 0xFF, 0x12],
        ["arm"] = [0xEB, 0x00, 0x01, 0x77],
        ["armthumb"] = [0xF0, 0xF7, 0xF8, 0xFF, 0x03],
        ["arm64"] = [0x94, 0x97, 0x90, 0xB0, 0xD0, 0x00, 0xFF],
        ["powerpc"] = [0x48, 0x4B, 0x01, 0x09, 0x00],
        ["sparc"] = [0x40, 0x7F, 0xC0, 0xFF, 0x00],
        ["ia64"] = [0x10, 0x12, 0x16, 0x18, 0x1C, 0x50, 0x00],
        ["delta"] = [1, 2, 3],
    };

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
        byte[] content = [.. Code(Patterns[filter]), .. CompressionSamples.Executable(300_001)];
        var argument = options.Length == 0 ? $"--{filter}" : $"--{filter}={options}";
        foreach (var blocks in new[] { "--block-size=1GiB", "--block-size=65537" })
        {
            Check(content, blocks, argument, "--lzma2=preset=0");
        }
    }

    [Test]
    public void Filters_follow_each_other()
    {
        Check(Code(Patterns["x86"]), "--delta=dist=2", "--x86", "--arm=start=4", "--lzma2=preset=0");
        Check(Code(Patterns["delta"]), "--delta", "--delta=dist=3", "--delta=dist=200", "--lzma2=preset=0");
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
        foreach (var (filter, pattern) in Patterns)
        {
            Check(Code(pattern)[..length], $"--{filter}", "--lzma2=preset=0");
        }
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
        var stream = Foreign([1, 2, 3], "--delta", "--lzma2=preset=0");
        stream[14] = 0x7F;
        Reseal(stream);
        var exception = Assert.Throws<ImageFormatException>(() => CodecAssert.Read(stream, CompressionFormat.Xz))!;
        Assert.That(exception.DiagnosticId, Is.EqualTo(DiagnosticIds.CompressionFormatUnknown));
    }

    [TestCase(new byte[] { 4, 1, 0, 0, 0 }, TestName = "The start of ARM code is not divided by 4")]
    [TestCase(new byte[] { 3, 1, 0, 0, 0 }, TestName = "Properties of a wrong length")]
    public void Wrong_properties_are_damage(byte[] properties)
    {
        var stream = Foreign([1, 2, 3], "--arm=start=4", "--lzma2=preset=0");
        properties.CopyTo(stream, 15);
        Reseal(stream);
        var exception = Assert.Throws<ImageFormatException>(() => CodecAssert.Read(stream, CompressionFormat.Xz))!;
        Assert.That(exception.DiagnosticId, Is.EqualTo(DiagnosticIds.CompressedDataDamaged));
    }

    static void Check(byte[] content, params string[] options) =>
        Assert.That(CodecAssert.Read(Foreign(content, options), CompressionFormat.Xz).AsSpan().SequenceEqual(content), string.Join(' ', options));

    static byte[] Code(byte[] pattern)
    {
        var random = new Random(pattern.Length);
        var code = new byte[BlockLength];
        random.NextBytes(code);
        for (var index = 0; index < code.Length; index++)
        {
            if (random.Next(3) > 0)
            {
                code[index] = pattern[random.Next(pattern.Length)];
            }
        }

        return code;
    }

    static void Reseal(byte[] stream)
    {
        const int HeaderStart = 12;
        var end = HeaderStart + ((stream[HeaderStart] + 1) * 4) - 4;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(
            stream.AsSpan(end), System.IO.Hashing.Crc32.HashToUInt32(stream.AsSpan(HeaderStart..end)));
    }

    static byte[] Foreign(byte[] content, params string[] options)
    {
        using var folder = new TemporaryFolder();
        var path = folder.WriteFile("content", content);
        return ForeignTool.Run("xz", ["-c", "--format=xz", .. options, path]).OutputBytes;
    }
}
