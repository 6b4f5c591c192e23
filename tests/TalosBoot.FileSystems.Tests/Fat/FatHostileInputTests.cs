using System.Buffers.Binary;
using CsCheck;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Fat;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Fat;

[TestFixture]
public sealed class FatHostileInputTests
{
    /// <summary>
    /// One FAT of 12 bits with a sector, at sector 1; the root directory at sector 2, with 16 entries; cluster 2 at sector 3.
    /// </summary>
    static byte[] SmallFat12()
    {
        var tree = new FileTree();
        FatTrees.AddFile(tree, "EFI/BOOT/BOOTX64.EFI", TestBytes.Noise(2_000));
        FatTrees.AddFile(tree, "loader.conf", TestBytes.Noise(700));
        var options = new FatOptions { Size = 40 * 1024, FatCount = 1, RootEntries = 16, SectorsPerCluster = 1, Label = "SMALL" };
        return FatImageBuilder.Build(tree, options).ToArray();
    }

    static byte[] SmallFat32() =>
        FatImageBuilder.Build(
            FatTrees.EfiSystemPartition(3_000),
            FatOptions.ForEfiSystemPartition(300 * 1024) with { AllowsSmallFat32 = true }).ToArray();

    [Test]
    public void A_volume_that_is_cut_anywhere_is_refused()
    {
        var bytes = SmallFat12();
        for (var length = 0; length < bytes.Length; length++)
        {
            var exception = Assert.Throws<ImageFormatException>(() => FatReader.Read(BlobSource.FromBytes(bytes.AsMemory(0, length))));
            Assert.That((exception!.DiagnosticId, exception.ByteOffset), Is.EqualTo(("TB4001", (long)length)));
        }

        Assert.That(FatReader.Read(BlobSource.FromBytes(bytes)).Tree.Root.Children, Has.Count.EqualTo(2));
    }

    [Test]
    public void Any_byte_of_the_tables_and_directories_may_be_damaged()
    {
        foreach (var bytes in new[] { SmallFat12(), SmallFat32() })
        {
            var refused = 0;
            var places = Enumerable.Range(0, 96).Append(510).Concat(Enumerable.Range(512, 64)).Concat(Enumerable.Range(1024, 256))
                .Concat(Enumerable.Range(32 * 512, 64)).Concat(Enumerable.Range(FirstDirectoryOf(bytes), 256)).Distinct();
            foreach (var place in places)
            {
                var original = bytes[place];
                foreach (var value in new byte[] { 0x00, 0xFF, (byte)(original ^ 0x10) })
                {
                    bytes[place] = value;
                    refused += TryRead(bytes) ? 0 : 1;
                }

                bytes[place] = original;
            }

            Assert.That(refused, Is.GreaterThan(100));
            Assert.That(TryRead(bytes), Is.True);
        }

        static int FirstDirectoryOf(byte[] bytes) => bytes.AsSpan().IndexOf(".          \x10"u8) & ~511;
    }

    [Test]
    public void Random_bytes_behind_a_sound_boot_sector_are_refused_or_read()
    {
        var bytes = SmallFat12();
        Gen.Byte.Array[3 * 512].Sample(
            noise =>
            {
                var damaged = (byte[])bytes.Clone();
                noise.CopyTo(damaged, 512);
                TryRead(damaged);
            },
            iter: 500, threads: 2);
        Gen.Byte.Array[512].Sample(
            noise =>
            {
                var damaged = (byte[])bytes.Clone();
                noise.AsSpan(11, 79).CopyTo(damaged.AsSpan(11));
                TryRead(damaged);
            },
            iter: 2000, threads: 2);
    }

    /// <summary>Reads everything. Nothing but the documented exception may come out.</summary>
    static bool TryRead(byte[] bytes)
    {
        try
        {
            foreach (var (_, entry) in FatReader.Read(BlobSource.FromBytes(bytes)).Tree.Walk())
            {
                _ = (entry as RegularFile)?.Content.ToArray();
            }

            return true;
        }
        catch (ImageFormatException)
        {
            return false;
        }
    }

    // Clusters: 2 EFI, 3 EFI/BOOT, 4 to 7 BOOTX64.EFI, 8 and 9 loader.conf. The entry of cluster n lies at byte 512 + 1.5 n.
    [TestCase(4, 0, "TB4303", 518, "ends before")]
    [TestCase(4, 0xFFF, "TB4303", 518, "ends before")]
    [TestCase(5, 4, "TB4303", 519, "in a chain already")]
    [TestCase(5, 8, "TB4303", (2 * 512) + 96, "in a chain already")]
    [TestCase(6, 0xFF7, "TB4303", 521, "cluster 4087")]
    [TestCase(6, 500, "TB4303", 521, "cluster 500")]
    [TestCase(3, 3, "TB4303", 516, "in a chain already")]
    public void A_damaged_chain_is_refused_at_its_place(int cluster, int value, string id, int place, string message)
    {
        var bytes = SmallFat12();
        var entry = bytes.AsSpan(512 + (cluster * 3 / 2), 2);
        var other = BinaryPrimitives.ReadUInt16LittleEndian(entry);
        BinaryPrimitives.WriteUInt16LittleEndian(entry,
            (ushort)(cluster % 2 == 0 ? (other & 0xF000) | value : (other & 0x000F) | (value << 4)));
        Refuses(bytes, id, place, message);
    }

    // Sector 2: label, EFI, the long name of loader.conf, loader.conf. Sector 3: . and .. and BOOT. Sector 4: . and .. and BOOTX64.EFI.
    [TestCase((3 * 512) + 64 + 26, 2, "TB4303", (3 * 512) + 64, "in a chain already")]
    [TestCase((3 * 512) + 64 + 26, 0, "TB4303", (3 * 512) + 64, "ends before")]
    [TestCase((3 * 512) + 64, '/', "TB4304", (3 * 512) + 64, "not a file name")]
    [TestCase((4 * 512) + 64 + 29, 0xFF, "TB4303", 522, "ends before")]
    public void A_damaged_directory_is_refused_at_its_place(int place, int value, string id, int expectedPlace, string message)
    {
        var bytes = SmallFat12();
        bytes[place] = (byte)value;
        Refuses(bytes, id, expectedPlace, message);
    }

    [Test]
    public void A_name_that_is_there_twice_is_refused()
    {
        var bytes = SmallFat12();
        bytes.AsSpan((3 * 512) + 64, 32).CopyTo(bytes.AsSpan((3 * 512) + 96));
        bytes[(3 * 512) + 96 + 11] = 0x20;
        bytes.AsSpan((3 * 512) + 96 + 26, 6).Clear();
        Refuses(bytes, "TB4304", (3 * 512) + 96, "\"BOOT\" is there twice");
    }

    [TestCase(510, 0, "signature")]
    [TestCase(12, 3, "sector of 768 bytes")]
    [TestCase(13, 3, "cluster of 3 sectors")]
    [TestCase(13, 0, "cluster of 0 sectors")]
    [TestCase(14, 0, "no reserved sectors")]
    [TestCase(16, 0, "no file allocation table")]
    [TestCase(16, 255, "none are left")]
    [TestCase(17, 0, "root directory of 0 entries")]
    public void A_damaged_boot_sector_is_refused_at_its_place(int place, int value, string message)
    {
        var bytes = SmallFat12();
        bytes[place] = (byte)value;
        Refuses(bytes, "TB4302", place == 12 ? 11 : place == 16 && value == 255 ? 19 : place, message);
    }

    [Test]
    public void A_disk_image_is_no_volume()
    {
        Refuses(new byte[4096], "TB4302", 510, "signature");
    }

    [Test]
    public void Limits_hold()
    {
        var volume = BlobSource.FromBytes(SmallFat12());
        Assert.That(
            () => FatReader.Read(volume, new FatReadLimits { MaximumEntries = 3 }),
            Throws.InstanceOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo("TB4002"));
        Assert.That(
            () => FatReader.Read(volume, new FatReadLimits { MaximumFragments = 3 }),
            Throws.InstanceOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo("TB4002"));
        Assert.That(FatReader.Read(volume, new FatReadLimits { MaximumEntries = 4, MaximumFragments = 4 }).Label, Is.EqualTo("SMALL"));
    }

    [Test]
    public void A_cancelled_read_stops()
    {
        Assert.That(
            () => FatReader.Read(BlobSource.FromBytes(SmallFat12()), cancellationToken: new CancellationToken(true)),
            Throws.InstanceOf<OperationCanceledException>());
    }

    static void Refuses(byte[] bytes, string id, long place, string message)
    {
        var exception = Assert.Throws<ImageFormatException>(() => FatReader.Read(BlobSource.FromBytes(bytes)));
        Assert.That((exception!.DiagnosticId, exception.ByteOffset, exception.Format), Is.EqualTo((id, place, "FAT")), exception.Message);
        Assert.That(exception.Message, Does.Contain(message));
    }
}
