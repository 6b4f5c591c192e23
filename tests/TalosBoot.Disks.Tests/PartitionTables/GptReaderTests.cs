using CsCheck;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Disks.PartitionTables;
using TalosBoot.Testing;

namespace TalosBoot.Disks.Tests.PartitionTables;

[TestFixture]
public sealed class GptReaderTests
{
    const long Mebibyte = TalosLayouts.Mebibyte;

    [Test]
    public void A_disk_of_sgdisk_is_read()
    {
        using var folder = new TemporaryFolder();
        var bytes = new byte[16 * Mebibyte];
        TestBytes.Noise(1000).CopyTo(bytes, 3 * Mebibyte);
        var path = folder.WriteFile("disk.img", bytes);
        ForeignTool.Run(
            "sgdisk", "-o", "-U", "11111111-2222-3333-4444-555555555555", "-n", "1:2048:+1M", "-c", "1:first", "-t", "1:EF00",
            "-n", "3:6144:8191", "-c", "3:drítte", "-A", "3:set:2", "-u", "3:AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE", path);
        var disk = GptReader.Read(BlobSource.FromFile(path));
        Assert.That((disk.SectorSize, disk.DiskGuid, disk.EntriesLba),
            Is.EqualTo((512, new Guid("11111111-2222-3333-4444-555555555555"), 2L)));
        Assert.That(disk.Partitions.Select(partition => (partition.Number, partition.Name, partition.Type)), Is.EqualTo(new[]
        {
            (1, "first", PartitionTypes.EfiSystem),
            (3, "drítte", PartitionTypes.LinuxData),
        }));
        var third = disk.Partitions[1];
        Assert.That((third.Id, third.Attributes, third.Extent.Offset, third.Extent.Length), Is.EqualTo(
            (new Guid("AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE"), 4UL, 3 * Mebibyte, Mebibyte)));
        Assert.That(third.Content.Slice(0, 1000).ToArray(), Is.EqualTo(TestBytes.Noise(1000)));
    }

    [TestCase(512)]
    [TestCase(4096)]
    public void A_disk_of_the_builder_is_read(int sectorSize)
    {
        var builder = TalosLayouts.DualBoot(sectorSize: sectorSize);
        var disk = GptReader.Read(builder.Build());
        Assert.That(disk.SectorSize, Is.EqualTo(sectorSize));
        Assert.That(disk.Partitions.Select(partition => partition.Extent), Is.EqualTo(builder.Extents));
        Assert.That(disk.Partitions.Select(partition => partition.Content.Length),
            Is.EqualTo(builder.Extents.Select(extent => extent.Length)));
        Assert.That(() => GptReader.Read(builder.Build(), 4608 - sectorSize), Throws.InstanceOf<ImageFormatException>());
    }

    [Test]
    public void What_has_no_table_is_refused()
    {
        foreach (var length in new[] { 0, 511, 1024, 100_000 })
        {
            Assert.That(
                () => GptReader.Read(BlobSource.Zeros(length)),
                Throws.InstanceOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo("TB4600"));
        }

        Assert.That(() => GptReader.Read(BlobSource.Zeros(0), 1024), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => GptReader.Read(BlobSource.Zeros(0), null, new CancellationToken(true)),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_cut_or_damaged_table_is_refused()
    {
        var bytes = TalosLayouts.Build(new GptOptions { Size = 4 * Mebibyte }, TalosLayouts.Linux("META", 1)).Build().ToArray();
        for (var length = 0; length < 20_000; length++)
        {
            Assert.That(TryRead(bytes.AsMemory(0, length)), Is.False);
        }

        for (var place = 512; place < 512 + 92; place++)
        {
            bytes[place] ^= 0x40;
            Assert.That(TryRead(bytes), Is.False, $"{place}");
            bytes[place] ^= 0x40;
        }

        for (var place = 1024; place < 1024 + 16_384; place += 7)
        {
            bytes[place] ^= 1;
            Assert.That(TryRead(bytes), Is.False, $"{place}");
            bytes[place] ^= 1;
        }

        Assert.That(TryRead(bytes), Is.True);
    }

    [Test]
    public void Random_entries_with_right_checksums_are_refused_or_read()
    {
        Gen.Byte.Array[256].Sample(
            noise =>
            {
                var bytes = TalosLayouts.Build(new GptOptions { Size = 4 * Mebibyte }, TalosLayouts.Linux("META", 1)).Build().ToArray();
                noise.CopyTo(bytes, 1024);
                bytes.AsSpan(1024 + 36, 4).Clear();
                Seal(bytes);
                TryRead(bytes);
            },
            iter: 100, threads: 1);
    }

    /// <summary>Puts the checksums right.</summary>
    static void Seal(byte[] disk)
    {
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(disk.AsSpan(512 + 88), Crc(disk.AsSpan(1024, 16_384)));
        disk.AsSpan(512 + 16, 4).Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(disk.AsSpan(512 + 16), Crc(disk.AsSpan(512, 92)));
    }

    static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) == 0 ? 0 : 0xEDB8_8320);
            }
        }

        return ~crc;
    }

    static bool TryRead(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            GptReader.Read(BlobSource.FromBytes(bytes));
            return true;
        }
        catch (ImageFormatException)
        {
            return false;
        }
    }
}
