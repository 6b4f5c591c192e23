using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Disks.PartitionTables;
using TalosBoot.Disks.PartitionTables.OnDisk;
using TalosBoot.Testing;

namespace TalosBoot.Disks.Tests.PartitionTables;

[TestFixture]
public class GuidPartitionTableTests
{
    // The primary header of a Talos disk (disk.md 2.3).
    const string TalosHeader =
        "4546492050415254000001005c0000004d905d5f000000000100000000000000ffb78400000000000008000000000000deb7840000000000"
        + "b3452dd9e9cd6087be9fa2a71fac8d1102000000000000008000000080000000c9573fcc";

    static readonly GptHeader Talos = new(
        1, 0x84B7FF, 2048, 0x84B7DE, new Guid("d92d45b3-cde9-8760-be9f-a2a71fac8d11"), 2, 128, 128, 0xCC3F57C9);

    [Test]
    public void A_header_has_the_bytes_of_a_Talos_disk()
    {
        var bytes = new byte[GptHeader.Size];
        Talos.Write(bytes);
        Assert.That(Convert.ToHexStringLower(bytes), Is.EqualTo(TalosHeader));
        Assert.That(GptHeader.Read(Convert.FromHexString(TalosHeader)), Is.EqualTo(Talos));
    }

    [Test]
    public void Structures_come_back_or_are_refused()
    {
        OnDiskContract.AssertLossless<CylinderHeadSector>();
        OnDiskContract.AssertLossless<MbrPartitionEntry>();
        OnDiskContract.AssertLossless<GptEntry>();
        OnDiskContract.AssertLossless<GptHeader>();
        Assert.That(OnDiskContract.RoundTrip(Talos), Is.EqualTo(Talos));
    }

    [TestCase(64, 64, 32, "020100")]
    [TestCase(2048, 64, 32, "000101")]
    [TestCase(178_175, 64, 32, "3F2056")]
    [TestCase(2_050_048, 64, 32, "00C1E9")]
    [TestCase(2_097_151, 64, 32, "3FE0FF")]
    [TestCase(2_097_152, 64, 32, "3FE0FF")]
    [TestCase(64, 160, 63, "010200")]
    [TestCase(0, 255, 63, "000100")]
    public void Sectors_have_the_addresses_of_a_geometry(long sector, int heads, int sectorsPerTrack, string expected)
    {
        var bytes = new byte[3];
        new DiskGeometry(heads, sectorsPerTrack).AddressOf(sector).Write(bytes);
        Assert.That(Convert.ToHexString(bytes), Is.EqualTo(expected));
    }

    [Test]
    public void A_protective_entry_covers_what_its_fields_can_name()
    {
        var record = new byte[512];
        record[0] = 0xEB;
        MasterBootRecord.WriteEntries(record, MasterBootRecord.Protective(1L << 40, new CylinderHeadSector(1023, 255, 63)));
        Assert.That(Convert.ToHexString(record.AsSpan(446, 16)), Is.EqualTo("00000200EEFFFFFF01000000FFFFFFFF"));
        Assert.That(record[0], Is.EqualTo(0xEB));
        Assert.That(MasterBootRecord.HasSignature(record), Is.True);
        Assert.That(MasterBootRecord.ReadEntries(record).Count(entry => entry.IsUnused), Is.EqualTo(3));
    }

    [TestCase(512, 128)]
    [TestCase(512, 248)]
    [TestCase(4096, 128)]
    public void Tables_come_back_as_they_were(int sectorSize, int entryCount)
    {
        var table = Table(sectorSize, entryCount);
        var read = GuidPartitionTable.TryRead(Disk(table), sectorSize)!;
        Assert.That(read.Entries, Is.EqualTo(table.Entries));
        Assert.That(read with { Entries = table.Entries }, Is.EqualTo(table));
        Assert.That(GuidPartitionTable.TryRead(BlobSource.Zeros(1 << 20), sectorSize), Is.Null);
        Assert.That(GuidPartitionTable.TryRead(BlobSource.Zeros(100), sectorSize), Is.Null);
    }

    [Test]
    public void Sgdisk_reads_the_table()
    {
        using var folder = new TemporaryFolder();
        var path = folder.WriteFile("disk", Disk(Table(512, 128)).ToArray());
        Assert.That(ForeignTool.Run("sgdisk", "-v", path).Output, Does.Contain("No problems found"));
        var partition = ForeignTool.Run("sgdisk", "-i", "1", path).Output;
        Assert.That(partition, Does.Contain("Partition name: 'EFI'"));
        Assert.That(partition, Does.Contain("C12A7328-F81F-11D2-BA4B-00A0C93EC93B"));
    }

    [Test]
    public void Damaged_tables_have_the_id_and_the_place()
    {
        var bytes = Disk(Table(512, 128)).ToArray();
        AssertDamaged(bytes, 512 + 8, 512 + 8);
        AssertDamaged(bytes, 512 + 12, 512 + 12);
        AssertDamaged(bytes, 512 + 20, 512 + 20);
        AssertDamaged(bytes, 512 + 72, 512 + 16);
        AssertDamaged(bytes, 1024 + 128, 512 + 88);
        AssertDamaged(bytes, bytes.Length - 512 + 24, bytes.Length - 512 + 16);
    }

    /// <summary>The second entry of three, by its first and last sector. The others take 2048 to 2999 and 3500 to 3599.</summary>
    [TestCase(3000UL, 3499UL, null)]
    [TestCase(3600UL, 3600UL, null)]
    [TestCase(2047UL, 2047UL, null)]
    [TestCase(2048UL, 2999UL, 2)]
    [TestCase(2500UL, 2500UL, 2)]
    [TestCase(2999UL, 3100UL, 2)]
    [TestCase(2047UL, 2048UL, 1)]
    [TestCase(3400UL, 3500UL, 3)]
    [TestCase(2000UL, 3700UL, 1)]
    public void Partitions_that_overlap_are_refused(ulong first, ulong last, int? place)
    {
        var table = Table(512, 128);
        var disk = Disk(table with
        {
            Entries =
            [
                table.Entries[0] with { LastLba = 2999 }, table.Entries[0] with { FirstLba = first, LastLba = last },
                table.Entries[0] with { FirstLba = 3500, LastLba = 3599 },
            ],
        });
        if (place is not { } entry)
        {
            Assert.That(GptReader.Read(disk).Partitions, Has.Count.EqualTo(3));
            return;
        }

        var failure = Assert.Throws<ImageFormatException>(() => GptReader.Read(disk))!;
        Assert.That(failure.DiagnosticId, Is.EqualTo(DiagnosticIds.PartitionTableDamaged), failure.Message);
        Assert.That(failure.ByteOffset, Is.EqualTo(1024 + ((entry - 1) * 128) + 32), failure.Message);
    }

    [Test]
    public void Names_that_are_too_long_are_refused() => Assert.That(
        () => new GptEntry(Guid.Empty, Guid.Empty, 0, 0, 0, new string('x', 37)).Write(new byte[128]),
        Throws.InstanceOf<LayoutException>());

    static void AssertDamaged(byte[] bytes, int changed, long place)
    {
        bytes[changed] ^= 0x40;
        var exception = Assert.Throws<ImageFormatException>(() => GuidPartitionTable.TryRead(BlobSource.FromBytes(bytes), 512))!;
        Assert.That(exception.DiagnosticId, Is.EqualTo(DiagnosticIds.PartitionTableDamaged));
        Assert.That(exception.ByteOffset, Is.EqualTo(place), exception.Message);
        bytes[changed] ^= 0x40;
    }

    static GuidPartitionTable Table(int sectorSize, int entryCount)
    {
        var sectors = 4096L;
        var entrySectors = Alignment.DivideUp(entryCount * 128, sectorSize);
        return new GuidPartitionTable
        {
            SectorSize = sectorSize,
            SectorCount = sectors,
            DiskGuid = Talos.DiskGuid,
            FirstUsableLba = 2048,
            LastUsableLba = sectors - 2 - entrySectors,
            BackupEntriesLba = sectors - 1 - entrySectors,
            EntryCount = entryCount,
            Entries = [new GptEntry(new Guid("C12A7328-F81F-11D2-BA4B-00A0C93EC93B"), Talos.DiskGuid, 2048, 3000, 4, "EFI")],
        };
    }

    static BlobSource Disk(GuidPartitionTable table)
    {
        var record = new byte[512];
        MasterBootRecord.WriteEntries(record, MasterBootRecord.Protective(table.SectorCount, new CylinderHeadSector(1023, 255, 63)));
        var entries = table.WriteEntries();
        return new SparseImageBuilder()
            .Place(0, record, "MBR")
            .Place(table.SectorSize, table.WritePrimaryHeader(entries), "header")
            .Place(table.PrimaryEntriesLba * table.SectorSize, entries, "entries")
            .Place(table.BackupEntriesLba * table.SectorSize, entries, "backup entries")
            .Place((table.SectorCount - 1) * table.SectorSize, table.WriteBackupHeader(entries), "backup header")
            .Build(table.SectorCount * table.SectorSize);
    }
}
