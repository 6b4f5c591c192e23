using System.Text;
using CsCheck;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Disks.Meta;

namespace TalosBoot.Disks.Tests.Meta;

[TestFixture]
public sealed class MetaPartitionTests
{
    static MetaRecord Record(uint tag, string value) => new(tag, Encoding.UTF8.GetBytes(value));

    // From the specification (disk.md 5.4), and from upstream's disks.
    [Test]
    public void One_value_gives_the_bytes_of_the_specification()
    {
        var partition = MetaPartition.Build([Record(0x11, "dual-boot")]);
        Assert.That(
            Digest.Sha256(partition).Hex, Is.EqualTo("06e3d2ed4b42cb23159b6dd3a8ef54020b78207138a62f366fdb1465ab138438"));
        Assert.That(Convert.ToHexStringLower(partition.ToArray().AsSpan(0, 24)), Is.EqualTo("5a4b3c2d00000011000000096475616c2d626f6f74000000"));
    }

    [Test]
    public void No_value_gives_zeros()
    {
        var partition = MetaPartition.Build([]);
        Assert.That(partition.Length, Is.EqualTo(1024 * 1024));
        Assert.That(partition.Extents, Is.Empty);
        Assert.That(MetaPartition.Read(partition), Is.Empty);
    }

    [Test]
    public void Values_come_back_in_the_order_of_their_tags_and_the_later_of_two_counts() =>
        Gen.Select(Gen.UInt[1, 300], Gen.Byte.Array[0, 200]).Array[1, 30].Sample(
            records =>
            {
                var partition = MetaPartition.Build(records.Select(record => new MetaRecord(record.Item1, record.Item2)));
                var expected = records.GroupBy(record => record.Item1).OrderBy(group => group.Key).Select(group => (group.Key, group.Last().Item2)).ToList();
                var actual = MetaPartition.Read(partition);
                Assert.That(actual.Select(record => record.Tag), Is.EqualTo(expected.Select(record => record.Key)));
                Assert.That(actual.Select(record => record.Value.ToArray()), Is.EqualTo(expected.Select(record => record.Item2)));
            },
            iter: 50, threads: 1);

    [Test]
    public void The_second_copy_counts_where_the_first_is_damaged()
    {
        var bytes = MetaPartition.Build([Record(10, "a"), Record(12, "b")]).ToArray();
        bytes[20] ^= 1;
        Assert.That(MetaPartition.Read(BlobSource.FromBytes(bytes)).Select(record => record.Tag), Is.EqualTo(new uint[] { 10, 12 }));
        bytes[256 * 1024 + 20] ^= 1;
        var failure = Assert.Throws<ImageFormatException>(() => MetaPartition.Read(BlobSource.FromBytes(bytes)));
        Assert.That(failure.DiagnosticId, Is.EqualTo(DiagnosticIds.MetaDamaged));
    }

    [Test]
    public void Values_that_are_too_long_are_refused_and_not_shown()
    {
        var record = new MetaRecord(10, new byte[MetaPartition.Capacity - 7]);
        var failure = Assert.Throws<LayoutException>(() => MetaPartition.Build([record]));
        Assert.That(failure.Needed, Is.EqualTo(MetaPartition.Capacity + 1));
        Assert.That(() => MetaPartition.Build([new MetaRecord(10, new byte[MetaPartition.Capacity - 8])]), Throws.Nothing);
        Assert.That(Record(10, "secret").ToString(), Does.Not.Contain("secret"));
    }

    [Test]
    public void A_partition_of_another_length_is_none() =>
        Assert.That(() => MetaPartition.Read(BlobSource.Zeros(512)), Throws.TypeOf<ImageFormatException>());
}
