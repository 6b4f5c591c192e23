using TalosBoot.Core.Binary;
using TalosBoot.FileSystems.Ext4.OnDisk;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Ext4;

[TestFixture]
public sealed class Ext4StructureTests
{
    static readonly Guid Uuid = new("3b5449bc-c21f-8009-8b51-18945967f8df");

    [Test]
    public void Structures_come_back_as_they_were_written()
    {
        Check(1024, new Ext4Superblock(
            128, 1024, 51, 661, 108, 1, 0, 8192, 128, 1_559_424_892, 11, 256, 0, 0x3C, 0x22C2 | Ext4Features.Wide, 0x046B, Uuid, "IMAGECACHE", 7, 8, Uuid,
            64, 4, 44, 0x95D5_EC41, 12));
        Check(64, new Ext4GroupDescriptor(0x1_0000_0001, 0x2_0000_0002, 0x3_0000_0003, 70_000, 80_000, 90_000, 4, 5, 0x6666_7777, 100_000, 8));
        Check(256, new Ext4Inode(0x81A4, 70_000, 80_000, 6L << 30, -1, 5_000_000_000, 1, int.MinValue, 3, 1UL << 40, 0x8_0000, 9, 1UL << 40));
        Check(12, new Ext4ExtentHeader(1, 4, 2));
        Check(12, new Ext4Extent(1, 32_769, 0x1234_5678_9ABC));
        Check(12, new Ext4ExtentIndex(1, 0x1234_5678_9ABC));

        static void Check<T>(int size, T value)
            where T : struct, IOnDiskStructure<T>
        {
            OnDiskContract.AssertSize<T>(size);
            Assert.That(OnDiskContract.RoundTrip(value), Is.EqualTo(value));
        }
    }

    [Test]
    public void An_extent_keeps_every_byte() => OnDiskContract.AssertLossless<Ext4Extent>();

    [Test]
    public void Checksums_start_from_the_uuid() => Assert.That(Ext4Checksums.SeedOf(Uuid), Is.EqualTo(0x95D5_EC41));

    [Test]
    public void A_reserved_stretch_has_the_length_above_the_largest()
    {
        Assert.That(new Ext4Extent(0, 32_768, 1), Has.Property("IsUnwritten").False);
        Assert.That(new Ext4Extent(0, 32_769, 1), Has.Property("IsUnwritten").True.And.Property("Count").EqualTo(1));
    }
}
