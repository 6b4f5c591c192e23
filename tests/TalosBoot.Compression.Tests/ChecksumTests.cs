using TalosBoot.Compression.Checksums;
using TalosBoot.Testing;

namespace TalosBoot.Compression.Tests;

public sealed class ChecksumTests
{
    // The check value of each algorithm in the usual catalogues.
    static readonly byte[] Check = "123456789"u8.ToArray();

    [Test]
    public void Crc32_gives_its_check_value() => Assert.That(Crc32.Compute(Check), Is.EqualTo(0xCBF4_3926));

    [Test]
    public void Crc32C_gives_its_check_value() => Assert.That(Crc32C.Compute(Check), Is.EqualTo(0xE306_9283));

    [Test]
    public void Crc64_gives_the_check_value_of_xz() => Assert.That(Crc64Xz.Compute(Check), Is.EqualTo(0x995D_C9BB_DF19_39FA));

    [Test]
    public void Crc64_is_the_same_over_slices_and_bytes()
    {
        var bytes = TestBytes.Noise(1003);
        Assert.That(Crc64Xz.Compute(bytes), Is.EqualTo(BitByBit(bytes)));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(5)]
    [TestCase(100_003)]
    public void Zeros_need_not_be_looked_at(int count)
    {
        Assert.That(Crc32.OfZeros(count), Is.EqualTo(Crc32.Compute(new byte[count])));
        Assert.That(Crc64Xz.OfZeros(count), Is.EqualTo(Crc64Xz.Compute(new byte[count])));
    }

    [Test]
    public void Crc32_of_parts_makes_the_crc32_of_the_whole()
    {
        var bytes = TestBytes.Noise(5000);
        foreach (var cut in new[] { 0, 1, 17, 4096, 5000 })
        {
            var combined = Crc32.Combine(Crc32.Compute(bytes.AsSpan(0, cut)), Crc32.Compute(bytes.AsSpan(cut)), bytes.Length - cut);
            Assert.That(combined, Is.EqualTo(Crc32.Compute(bytes)));
        }
    }

    static ulong BitByBit(byte[] bytes)
    {
        var register = ulong.MaxValue;
        foreach (var value in bytes)
        {
            register ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                register = (register & 1) != 0 ? (register >> 1) ^ 0xC96C_5795_D787_0F42 : register >> 1;
            }
        }

        return ~register;
    }
}
