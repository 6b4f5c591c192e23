using System.Buffers.Binary;
using CsCheck;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Disks.Blocks;
using TalosBoot.Disks.Qcow2;
using TalosBoot.Disks.Qcow2.OnDisk;
using TalosBoot.Disks.Vhd;
using TalosBoot.Disks.Vhd.OnDisk;
using TalosBoot.Disks.Vhdx;
using TalosBoot.Disks.Vhdx.OnDisk;
using TalosBoot.Disks.Vmdk;
using TalosBoot.Disks.Vmdk.OnDisk;
using TalosBoot.Testing;

namespace TalosBoot.Disks.Tests.Formats;

/// <summary>Small images that were made to become large ones in the memory of their reader.</summary>
[TestFixture]
public sealed class HostileDiskImageTests
{
    const int SectorSize = 512;
    const int Mebibyte = 1024 * 1024;

    /// <summary>What the parts of a disk at the limit take, and the array that holds them grows by copying.</summary>
    const long MemoryOfAllParts = 600L * Mebibyte;

    [Test]
    public void Blocks_of_a_vhd_that_overlap_are_refused_before_they_are_read()
    {
        const int BlockSize = 16 * Mebibyte;
        const int BlockCount = 32_000;
        var data = new byte[32 * Mebibyte];
        data.AsSpan().Fill(0xAA);
        AssertFails(DiagnosticIds.DiskImageDamaged, 4 * Mebibyte, image => VhdReader.Open(image), Vhd(
            BlockSize, (long)BlockCount * BlockSize, Enumerable.Range(0, BlockCount).Select(block => 512L * block), BlobSource.FromBytes(data)));
    }

    [Test]
    public void A_vhd_in_too_many_parts_is_refused()
    {
        const int BlockSize = 2 * Mebibyte;
        const int Stride = SectorSize + BlockSize;
        const int BlockCount = (DiskImageFailure.MaximumParts / (BlockSize / SectorSize / 2)) + 1;
        var bitmap = new byte[SectorSize];
        bitmap.AsSpan().Fill(0xAA);
        var data = new SparseImageBuilder();
        for (var block = 0L; block < BlockCount; block++)
        {
            data.Place(block * Stride, bitmap, "bitmap");
        }

        AssertFails(DiagnosticIds.LimitExceeded, MemoryOfAllParts, image => VhdReader.Open(image), Vhd(
            BlockSize, (long)BlockCount * BlockSize, Enumerable.Range(0, BlockCount).Select(block => (long)block * Stride),
            data.Build((long)BlockCount * Stride)));
    }

    [Test]
    public void Sectors_of_a_vhd_that_a_bitmap_does_not_name_are_zeros()
    {
        const int BlockSize = 64 * 1024;
        const int Sectors = BlockSize / SectorSize;
        var noise = TestBytes.Noise(BlockSize);
        Gen.Select(Gen.Byte.Array[Sectors / 8], Gen.Int[0, 3], Gen.Int[1, Sectors]).Sample(
            (bits, kind, used) =>
            {
                // Bits at random, and bitmaps with long runs.
                var bitmap = new byte[SectorSize];
                bits.CopyTo(bitmap, 0);
                for (var index = 0; index < bits.Length; index++)
                {
                    bitmap[index] = kind switch
                    {
                        0 => (byte)(bitmap[index] < 128 ? 0 : 0xFF),
                        1 => (byte)(bitmap[index] < 20 ? bitmap[index] : 0xFF),
                        _ => bitmap[index],
                    };
                }

                byte[] data = [.. bitmap, .. noise];
                var disk = VhdReader.Open(Vhd(BlockSize, used * SectorSize, [0], BlobSource.FromBytes(data))).ToArray();
                var expected = new byte[used * SectorSize];
                for (var sector = 0; sector < used; sector++)
                {
                    if ((bitmap[sector / 8] & (0x80 >> (sector % 8))) != 0)
                    {
                        noise.AsSpan(sector * SectorSize, SectorSize).CopyTo(expected.AsSpan(sector * SectorSize));
                    }
                }

                Assert.That(disk.AsSpan().SequenceEqual(expected));
            },
            iter: 200, threads: 1);
    }

    [Test]
    public void Blocks_of_a_vhdx_that_overlap_are_refused()
    {
        const int BlockSize = 32 * Mebibyte;
        var content = BlobSource.FromBytes(TestBytes.Noise(2 * SectorSize));
        var disk = new SparseImageBuilder().Place(0, content, "first").Place(BlockSize, content, "second").Build(2L * BlockSize);
        var image = VhdxImageBuilder.Build(disk, new VhdxOptions { BlockSize = BlockSize });
        var entries = new byte[2 * sizeof(ulong)];
        var end = VhdxFormat.BlockTableOffset + entries.Length;
        image.Read(VhdxFormat.BlockTableOffset, entries);
        var second = VhdxBlockEntry.At((long)new VhdxBlockEntry(BinaryPrimitives.ReadUInt64LittleEndian(entries)).Offset + Mebibyte);
        BinaryPrimitives.WriteUInt64LittleEndian(entries.AsSpan(sizeof(ulong)), second.Value);
        AssertFails(DiagnosticIds.DiskImageDamaged, 4 * Mebibyte, hostile => VhdxReader.Open(hostile), new SparseImageBuilder()
            .Place(0, image.Slice(0, VhdxFormat.BlockTableOffset), "front")
            .Place(VhdxFormat.BlockTableOffset, entries, "entries")
            .Place(end, image.Slice(end, image.Length - end), "rest")
            .Build(image.Length));
    }

    [Test]
    public void Grain_tables_of_a_vmdk_that_overlap_are_refused_before_they_are_read()
    {
        const int Tables = 30_000;
        var directory = new byte[Tables * sizeof(uint)];
        for (var index = 0; index < Tables; index++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(directory.AsSpan(index * sizeof(uint)), (uint)(1000 + index));
        }

        AssertFails(DiagnosticIds.DiskImageDamaged, 4 * Mebibyte, image => VmdkReader.Open(image), new SparseImageBuilder()
            .Place(0, VmdkHeader(Tables * 512L * 128), "header")
            .Place(SectorSize, directory, "directory")
            .Build(32 * Mebibyte));
    }

    [Test]
    public void A_vmdk_in_too_many_parts_is_refused()
    {
        // Grains that do not follow each other are a part each.
        const int Tables = (DiskImageFailure.MaximumParts / 512) + 1;
        const int FirstTable = 64;
        var directory = new byte[Tables * sizeof(uint)];
        var grains = new byte[Tables * 512 * sizeof(uint)];
        for (var index = 0; index < Tables * 512; index++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(grains.AsSpan(index * sizeof(uint)), (uint)(20_000 + ((index & 1) * 2)));
            BinaryPrimitives.WriteUInt32LittleEndian(directory.AsSpan(index / 512 * sizeof(uint)), (uint)(FirstTable + (index / 512 * 4)));
        }

        AssertFails(DiagnosticIds.LimitExceeded, MemoryOfAllParts, image => VmdkReader.Open(image), new SparseImageBuilder()
            .Place(0, VmdkHeader(Tables * 512L, grainSectors: 1), "header")
            .Place(SectorSize, directory, "directory")
            .Place(FirstTable * SectorSize, grains, "tables")
            .Build(32 * Mebibyte));
    }

    [TestCase(1, DiagnosticIds.DiskImageDamaged)]
    [TestCase(2, null)]
    public void Grains_of_a_vmdk_that_overlap_are_refused(int step, string? id)
    {
        const int Grains = 512;
        const int FirstGrain = 64;
        var table = new byte[Grains * sizeof(uint)];
        for (var index = 0; index < Grains; index++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(index * sizeof(uint)), (uint)(FirstGrain + ((index ^ 1) * step)));
        }

        var image = new SparseImageBuilder()
            .Place(0, VmdkHeader(Grains * 2, grainSectors: 2), "header")
            .Place(SectorSize, new byte[] { 2, 0, 0, 0 }, "directory")
            .Place(2 * SectorSize, table, "table")
            .Build((FirstGrain + (Grains * 2)) * SectorSize);
        if (id is null)
        {
            Assert.That(VmdkReader.Open(image).Length, Is.EqualTo(Grains * 2 * SectorSize));
        }
        else
        {
            AssertFails(id, 4 * Mebibyte, hostile => VmdkReader.Open(hostile), image);
        }
    }

    /// <summary>Clusters that several entries name are legal, and as many as there are entries are 256 times the table.</summary>
    [TestCase(1_000, null)]
    [TestCase(200_000, DiagnosticIds.LimitExceeded)]
    public void A_qcow2_that_holds_far_more_than_there_is_is_refused(int entries, string? id)
    {
        const int ClusterBits = 21;
        const int ClusterSize = 1 << ClusterBits;
        var header = new byte[Qcow2Header.Size];
        new Qcow2Header { Version = 2, ClusterBits = ClusterBits, DiskLength = (ulong)entries * ClusterSize, L1Count = 1, L1Offset = ClusterSize }.Write(header);
        var table = new byte[ClusterSize];
        for (var entry = 0; entry < entries; entry++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(table.AsSpan(entry * sizeof(ulong)), Qcow2Entry.OfCluster(3 * ClusterSize).Value);
        }

        var directory = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(directory, Qcow2Entry.OfCluster(2 * ClusterSize).Value);
        var content = new byte[ClusterSize];
        content.AsSpan().Fill(0xAA);
        var image = new SparseImageBuilder()
            .Place(0, header, "header").Place(ClusterSize, directory, "L1 table").Place(2 * ClusterSize, table, "L2 table").Place(3 * ClusterSize, content, "cluster")
            .Build(4 * ClusterSize);
        if (id is null)
        {
            var bytes = new byte[1];
            Qcow2Reader.Open(image).Read((long)(entries - 1) * ClusterSize, bytes);
            Assert.That(bytes, Is.EqualTo(new byte[] { 0xAA }));
        }
        else
        {
            AssertFails(id, MemoryOfAllParts, hostile => Qcow2Reader.Open(hostile), image);
        }
    }

    [Test]
    public void A_directory_of_a_vmdk_that_is_too_long_is_not_read()
    {
        const long Tables = 200 * Mebibyte;
        AssertFails(DiagnosticIds.LimitExceeded, Mebibyte, image => VmdkReader.Open(image), new SparseImageBuilder()
            .Place(0, VmdkHeader(Tables * 512, grainSectors: 1), "header")
            .Build(1024L * Mebibyte));
    }

    [Test]
    public void A_qcow2_in_too_many_parts_is_refused()
    {
        const int ClusterBits = 21;
        const int ClusterSize = 1 << ClusterBits;
        const int Entries = ClusterSize / sizeof(ulong);
        const int Tables = (DiskImageFailure.MaximumParts / Entries) + 1;
        var header = new byte[Qcow2Header.Size];
        new Qcow2Header
        {
            Version = 2,
            ClusterBits = ClusterBits,
            DiskLength = (ulong)Tables * Entries * ClusterSize,
            L1Count = Tables,
            L1Offset = ClusterSize,
        }.Write(header);
        var table = new byte[ClusterSize];
        for (var entry = 0; entry < Entries; entry++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(table.AsSpan(entry * sizeof(ulong)), Qcow2Entry.OfCompressed(3 * ClusterSize, 100, ClusterBits).Value);
        }

        var image = new SparseImageBuilder().Place(0, header, "header");
        var directory = new byte[Tables * sizeof(ulong)];
        for (var index = 0; index < Tables; index++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(directory.AsSpan(index * sizeof(ulong)), Qcow2Entry.OfCluster((2L + index) * ClusterSize).Value);
            image.Place((2L + index) * ClusterSize, table, "table");
        }

        AssertFails(
            DiagnosticIds.LimitExceeded, MemoryOfAllParts, hostile => Qcow2Reader.Open(hostile),
            image.Place(ClusterSize, directory, "L1 table").Build((2L + Tables) * ClusterSize));
    }

    /// <summary>A dynamic VHD.</summary>
    /// <param name="blockSize">Bytes of a block.</param>
    /// <param name="diskLength">Bytes of the disk.</param>
    /// <param name="places">Where the bitmaps of the blocks lie within the data.</param>
    /// <param name="data">What lies behind the table.</param>
    static BlobSource Vhd(int blockSize, long diskLength, IEnumerable<long> places, BlobSource data)
    {
        const int TableOffset = 2048;
        var offsets = places.ToArray();
        var dataOffset = TableOffset + (((offsets.Length * sizeof(uint) / SectorSize) + 1) * SectorSize);
        var table = new byte[offsets.Length * sizeof(uint)];
        for (var block = 0; block < offsets.Length; block++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(table.AsSpan(block * sizeof(uint)), (uint)((dataOffset + offsets[block]) / SectorSize));
        }

        var header = new byte[VhdDynamicHeader.Size];
        new VhdDynamicHeader(TableOffset, (uint)offsets.Length, (uint)blockSize).Write(header);
        var footer = new byte[VhdFooter.Size];
        new VhdFooter(
            SectorSize, 0, VhdFooter.SizeCountsCreator, (ulong)diskLength, VhdGeometry.Largest, VhdFooter.DynamicType, Guid.Empty).Write(footer);
        return new SparseImageBuilder()
            .Place(0, footer, "copy of the footer")
            .Place(SectorSize, header, "header")
            .Place(TableOffset, table, "table")
            .Place(dataOffset, data, "data")
            .Place(dataOffset + data.Length, footer, "footer")
            .Build(dataOffset + data.Length + footer.Length);
    }

    static byte[] VmdkHeader(long capacity, ulong grainSectors = 128)
    {
        var header = new byte[SectorSize];
        new VmdkHeader { Version = 1, Capacity = (ulong)capacity, GrainSize = grainSectors, EntriesPerTable = 512, DirectoryOffset = 1 }.Write(header);
        return header;
    }

    static void AssertFails(string id, long memory, Func<BlobSource, BlobSource> open, BlobSource image)
    {
        _ = image.Extents.Count;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var failure = Assert.Throws<ImageFormatException>(() => open(image));
        Assert.That(failure!.DiagnosticId, Is.EqualTo(id), failure.Message);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(memory));
    }
}
