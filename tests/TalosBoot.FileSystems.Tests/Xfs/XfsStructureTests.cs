using TalosBoot.Core.Binary;
using TalosBoot.FileSystems.Xfs.OnDisk;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Xfs;

[TestFixture]
public sealed class XfsStructureTests
{
    static readonly Guid Uuid = new("24c73076-4092-85dd-9d98-686a2dbf6d81");

    [Test]
    public void Structures_come_back_as_they_were_written()
    {
        Check(264, new XfsSuperblock(
            4096, 512_000, Uuid, 262_151, 128, 128_000, 4, 16_384, 0xB4B5, 512, 512, 8, "BOOT", 12, 9, 9, 3, 17, 25, 128, 120, 495_554, 8, 0, 0, 0, 1,
            0x18A, 0x0F, 0xEB, 4));
        Check(224, new XfsFreeSpaceHeader(2, 128_000, 1, 2, 5, 1, 1, 2, 0, 5, 6, 1000, 999, 3, Uuid, 4, 1, 6, 1));
        Check(344, new XfsInodeHeader(1, 128_000, 64, 3, 1, 61, 128, Uuid, 4, 1, 1, 1));
        Check(56, new XfsShortBtreeHeader(XfsShortBtreeHeader.Rmap, 1, 7, 8, 9, 10, Uuid, 3));
        Check(72, new XfsLongBtreeHeader(1, 7, 8, 9, 10, Uuid, 131));
        Check(16, new XfsInodeChunk(128, 0, 64, 3, ulong.MaxValue << 61));
        Check(24, new XfsRmapRecord(5, 6, XfsRmapRecord.Inodes, XfsRmapRecord.AttributeFork | 9));
        Check(16, new XfsExtent(true, (1UL << 54) - 1, (1UL << 52) - 3, XfsExtent.MaximumCount));
        Check(16, new XfsExtent(false, 0x12_3456_789A, 0x8_7654_3210, 77));
        Check(56, new XfsNodeHeader(1, 2, XfsNodeHeader.AttributeLeaf, 3, Uuid, 4));
        Check(48, new XfsDirectoryBlockHeader(XfsDirectoryBlockHeader.Data, 3, Uuid, 4));
        Check(56, new XfsRemoteHeader(XfsRemoteHeader.LinkTarget, 1, 2, Uuid, 3, 4));
        Check(24, new XfsAttributeLeafHeader(1, 2, 3, 4, 5));
        foreach (var flags in new[] { 0UL, XfsInode.BigTime, XfsInode.LargeCounts | XfsInode.BigTime })
        {
            Check(176, new XfsInode(0x81A4, 3, 2, 1, 2, 3, 4, 5, -6, 7, 8, 9, 10, 24, 1, 4, 11, 12, flags, 13, 14, Uuid));
        }

        static void Check<T>(int size, T value)
            where T : struct, IOnDiskStructure<T>
        {
            OnDiskContract.AssertSize<T>(size);
            Assert.That(OnDiskContract.RoundTrip(value), Is.EqualTo(value));
        }
    }

    [Test]
    public void Structures_of_fields_alone_keep_every_byte()
    {
        OnDiskContract.AssertLossless<XfsExtent>();
        OnDiskContract.AssertLossless<XfsInodeChunk>();
        OnDiskContract.AssertLossless<XfsRmapRecord>();
    }

    /// <summary>What <c>xfs_db -c "hash NAME"</c> prints.</summary>
    [TestCase("a", ExpectedResult = 0x61u)]
    [TestCase("..", ExpectedResult = 0x172Eu)]
    [TestCase("grub", ExpectedResult = 0x0CFC_BAE2u)]
    public uint Names_have_the_hash_of_xfs(string name) => XfsHash.OfName(System.Text.Encoding.UTF8.GetBytes(name));

    [Test]
    public void A_checksum_covers_all_but_itself()
    {
        var bytes = TestBytes.Noise(512);
        XfsChecksum.Seal(bytes, 100);
        Assert.That(XfsChecksum.IsValid(bytes, 100));
        foreach (var place in new[] { 0, 99, 100, 103, 104, 511 })
        {
            bytes[place] ^= 1;
            Assert.That(XfsChecksum.IsValid(bytes, 100), Is.False, $"{place}");
            bytes[place] ^= 1;
        }
    }

    [Test]
    public void Times_before_1970_and_after_2106_are_kept()
    {
        var bytes = new byte[8];
        foreach (var time in new[] { XfsTime.First, -1, 0, 1_559_424_892, 5_000_000_000, XfsTime.Last })
        {
            XfsTime.Write(bytes, XfsInode.BigTime, time);
            Assert.That(XfsTime.Read(bytes, XfsInode.BigTime), Is.EqualTo(time));
        }

        XfsTime.Write(bytes, XfsInode.BigTime, long.MaxValue);
        Assert.That(XfsTime.Read(bytes, XfsInode.BigTime), Is.EqualTo(XfsTime.Last));
        XfsTime.Write(bytes, 0, 5_000_000_000);
        Assert.That(XfsTime.Read(bytes, 0), Is.EqualTo(int.MaxValue));
    }
}
