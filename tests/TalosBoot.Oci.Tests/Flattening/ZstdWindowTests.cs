using TalosBoot.Core.Content;
using TalosBoot.Oci.Flattening;

namespace TalosBoot.Oci.Tests.Flattening;

[TestFixture]
sealed class ZstdWindowTests
{
    // Descriptors of frames by RFC 8878, 3.1.1.1.1 and 3.1.1.1.2.
    [TestCase("28B52FFD 00 58", 2UL << 20)]
    [TestCase("28B52FFD 04 6B", (8UL << 20) + (3UL << 20))]
    [TestCase("28B52FFD 80 88 00000004", 128UL << 20)]
    [TestCase("28B52FFD 20 05", 5UL)]
    [TestCase("28B52FFD 60 0001", 512UL)]
    [TestCase("28B52FFD A1 77 00000002", 32UL << 20)]
    [TestCase("28B52FFD E3 AABBCCDD 0000000001000000", 1UL << 32)]
    public void The_window_of_a_zstd_frame_is_told_by_its_header(string header, ulong expected)
    {
        var bytes = Convert.FromHexString(header.Replace(" ", "", StringComparison.Ordinal));
        Assert.That(ZstdWindow.LengthOf(BlobSource.FromBytes(new byte[32])), Is.EqualTo(1024), "A window descriptor of zero.");
        Assert.That(ZstdWindow.LengthOf(BlobSource.FromBytes((byte[])[.. bytes, .. new byte[32 - bytes.Length]])), Is.EqualTo(expected));
        Assert.That(ZstdWindow.LengthOf(BlobSource.FromBytes(bytes.AsMemory(0, 5))), Is.Zero);
    }
}
