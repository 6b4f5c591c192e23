using CsCheck;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Iso9660;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Iso9660;

/// <summary>Bytes that are no ISO image, or no longer one, end in the documented exception.</summary>
[TestFixture]
public class IsoReaderDamageTests
{
    const int Block = 2048;
    const int Root = 18 * Block;

    [Test]
    public void Bytes_without_the_signature_are_no_Iso_image()
    {
        AssertFails([], DiagnosticIds.NotIso9660, 16 * Block);
        AssertFails(new byte[20 * Block], DiagnosticIds.NotIso9660, 16 * Block);
        AssertFails(TestBytes.Noise(40 * Block), DiagnosticIds.NotIso9660, 16 * Block);
    }

    [Test]
    public void Every_truncation_is_noticed()
    {
        var image = Small();
        for (var length = 0; length < image.Length; length += length < 36 * Block ? 1 : 97)
        {
            Assert.That(() => IsoReader.Read(BlobSource.FromBytes(image.AsMemory(0, length))), Throws.InstanceOf<ImageFormatException>());
        }
    }

    [Test]
    public void Truncated_volumes_that_do_not_know_it_never_give_another_exception()
    {
        var image = Small();
        for (var length = 19 * Block; length < 40 * Block; length += 7)
        {
            var shorter = image[..length];
            Write32(shorter, (16 * Block) + 80, (uint)(length / Block));
            ReadAll(shorter);
        }
    }

    [Test]
    public void Changed_bytes_never_give_another_exception()
    {
        var kinds = new[]
        {
            Small(),
            IsoImageBuilder.Build(IsoTrees.Hybrid(), IsoTrees.HybridOptions(IsoTrees.Esp(1), TestBytes.Noise(512))).ToArray(),
        };
        var tables = Array.ConvertAll(kinds, PlacesOfTables);
        Gen.Select(Gen.Int[0, 1], Gen.Select(Gen.Int[0, 1_000_000], Gen.Byte).Array[1, 6]).Sample(
            (kind, changes) =>
            {
                var damaged = (byte[])kinds[kind].Clone();
                foreach (var (place, value) in changes)
                {
                    damaged[tables[kind][place % tables[kind].Length]] = value;
                }

                ReadAll(damaged);
            },
            iter: 4000, threads: 2);
    }

    [Test]
    public void Random_blocks_in_place_of_tables_never_give_another_exception()
    {
        var image = Small();
        Gen.Select(Gen.Int[16, 34], Gen.ULong[1, 1_000_000]).Sample(
            (block, seed) =>
            {
                var damaged = (byte[])image.Clone();
                TestBytes.Noise(Block, seed).CopyTo(damaged, block * Block);
                ReadAll(damaged);
            },
            iter: 500, threads: 2);
    }

    [Test]
    public void A_block_size_that_is_not_read_has_its_id()
    {
        var image = Small();
        image[(16 * Block) + 129] = 4;
        image[(16 * Block) + 130] = 4;
        AssertFails(image, DiagnosticIds.IsoFeatureUnsupported, (16 * Block) + 128);
    }

    [Test]
    public void Numbers_whose_copies_differ_are_damage()
    {
        var image = Small();
        image[(16 * Block) + 80]++;
        AssertFails(image, DiagnosticIds.IsoDescriptorDamaged, (16 * Block) + 80);
        image = Small();
        image[Root + 10]++;
        AssertFails(image, DiagnosticIds.IsoDirectoryDamaged, Root + 10);
    }

    [Test]
    public void A_missing_terminator_is_damage()
    {
        var image = Small();
        image.AsSpan(17 * Block, Block).Clear();
        AssertFails(image, DiagnosticIds.IsoDescriptorDamaged, 17 * Block);
    }

    [Test]
    public void A_directory_that_holds_itself_is_a_loop()
    {
        var image = Small();
        var record = Find(image, "DIR"u8);
        Write32(image, record - 31, 18);
        AssertFails(image, DiagnosticIds.IsoDirectoryLoop, Root);
    }

    [Test]
    public void A_content_behind_the_end_is_damage()
    {
        var image = Small();
        var record = Find(image, "FILE.TXT;1"u8);
        Write32(image, record - 31, 10_000);
        AssertFails(image, DiagnosticIds.IsoDirectoryDamaged, record - 33);
    }

    [Test]
    public void A_directory_behind_the_end_is_damage()
    {
        var image = Small();
        Write32(image, Find(image, "DIR"u8) - 31, 10_000);
        AssertFails(image, DiagnosticIds.IsoDirectoryDamaged, 10_000 * Block);
    }

    [Test]
    public void A_continuation_area_behind_the_end_is_damage()
    {
        var image = Small();
        var field = Find(image, "CE\u001c\u0001"u8);
        Write32(image, field + 4, 10_000);
        AssertFails(image, DiagnosticIds.IsoRockRidgeDamaged, field);
    }

    [Test]
    public void A_continuation_area_that_continues_in_itself_ends_at_the_limit()
    {
        var image = Small();
        var field = Find(image, "CE\u001c\u0001"u8);
        var block = image[field + 4];
        image.AsSpan(block * Block, Block).Clear();
        image.AsSpan(field, 28).CopyTo(image.AsSpan(block * Block));
        AssertFails(image, DiagnosticIds.LimitExceeded, Root + 34);
    }

    [Test]
    public void Names_that_are_no_names_are_damage()
    {
        foreach (var name in new[] { "a/b.txt"u8.ToArray(), "a\0b.txt"u8.ToArray() })
        {
            var image = Small();
            name.CopyTo(image, Find(image, "NM\u000d\u0001\0fil"u8) + 5);
            AssertFails(image, DiagnosticIds.IsoDirectoryDamaged, Find(image, "FILE.TXT;1"u8) - 33);
        }
    }

    [Test]
    public void A_name_that_is_there_twice_is_damage()
    {
        var tree = new FileTree();
        tree.SetFile("one", BlobSource.FromText("1"));
        tree.SetFile("two", BlobSource.FromText("2"));
        var image = IsoImageBuilder.Build(tree, new IsoOptions()).ToArray();
        "one"u8.CopyTo(image.AsSpan(Find(image, "NM\u0008\u0001\0two"u8) + 5));
        AssertFails(image, DiagnosticIds.IsoDirectoryDamaged, Find(image, "TWO.;1"u8) - 33);
    }

    [Test]
    public void Limits_are_kept()
    {
        var image = BlobSource.FromBytes(Small());
        void AssertLimited(IsoReadLimits limits)
        {
            var exception = Assert.Throws<ImageFormatException>(() => IsoReader.Read(image, limits))!;
            Assert.That(exception.DiagnosticId, Is.EqualTo(DiagnosticIds.LimitExceeded));
        }

        AssertLimited(new IsoReadLimits { MaximumEntries = 2 });
        AssertLimited(new IsoReadLimits { MaximumDepth = 0 });
        AssertLimited(new IsoReadLimits { MaximumDirectoryLength = 4096 });
        var enough = new IsoReadLimits { MaximumEntries = 4, MaximumDepth = 1, MaximumDirectoryLength = 5000 };
        Assert.That(IsoReader.Read(image, enough).Tree.Walk().Count(), Is.EqualTo(4));
    }

    [Test]
    public void A_damaged_boot_catalog_has_its_id()
    {
        var image = IsoImageBuilder.Build(new FileTree(), IsoTrees.UefiOptions(IsoTrees.Esp(1))).ToArray();
        image[(49 * Block) + 28]++;
        AssertFails(image, DiagnosticIds.IsoBootCatalogDamaged, 49 * Block);
        image[(49 * Block) + 28]--;
        image[(49 * Block) + 32] = 0x77;
        AssertFails(image, DiagnosticIds.IsoBootCatalogDamaged, (49 * Block) + 32);
        image[(49 * Block) + 32] = 0x88;
        image[(49 * Block) + 43] = 0x7F;
        AssertFails(image, DiagnosticIds.IsoBootCatalogDamaged, (49 * Block) + 40);
    }

    [Test]
    public void A_damaged_partition_table_has_its_id()
    {
        var image = IsoImageBuilder.Build(IsoTrees.Hybrid(), IsoTrees.HybridOptions(IsoTrees.Esp(1), TestBytes.Noise(512))).ToArray();
        void AssertDamaged(int changed, long place)
        {
            image[changed]++;
            AssertFails(image, DiagnosticIds.PartitionTableDamaged, place);
            image[changed]--;
        }

        AssertDamaged(512, 512);
        AssertDamaged(512 + 56, 512 + 16);
        AssertDamaged(1024 + 40, 512 + 88);
        AssertDamaged(image.Length - 512, image.Length - 512);
        Assert.That(IsoReader.Read(BlobSource.FromBytes(image)).Partitions, Has.Count.EqualTo(3));
    }

    [Test]
    public void A_cancelled_token_stops_the_reader()
    {
        Assert.That(
            () => IsoReader.Read(BlobSource.FromBytes(Small()), null, new CancellationToken(true)),
            Throws.InstanceOf<OperationCanceledException>());
    }

    /// <summary>The bytes that are worth changing: no zeros in front of the descriptors, and no padding of text.</summary>
    static int[] PlacesOfTables(byte[] image) =>
        [.. Enumerable.Range(0, 100 * Block).Where(offset => image[offset] != (offset < 16 * Block ? 0 : ' '))];

    /// <summary>A volume with a directory, a file, a link and a name that needs a continuation area.</summary>
    static byte[] Small()
    {
        var tree = new FileTree();
        tree.SetFile("dir/" + new string('n', 200), BlobSource.FromText("long name"));
        tree.SetFile("file.txt", BlobSource.FromText("content"));
        tree.Set("link", new SymbolicLink("dir/../file.txt"));
        return IsoImageBuilder.Build(tree, new IsoOptions()).ToArray();
    }

    static void ReadAll(byte[] image)
    {
        try
        {
            foreach (var (_, entry) in IsoReader.Read(BlobSource.FromBytes(image)).Tree.Walk())
            {
                if (entry is RegularFile file)
                {
                    file.Content.Slice(0, Math.Min(file.Content.Length, 4096)).ToArray();
                }
            }
        }
        catch (ImageFormatException exception)
        {
            Assert.That(exception.ByteOffset, Is.Not.Negative);
            Assert.That(exception.DiagnosticId, Does.StartWith("TB40").Or.StartWith("TB432"));
        }
    }

    static void AssertFails(byte[] image, string diagnosticId, long offset)
    {
        var exception = Assert.Throws<ImageFormatException>(() => IsoReader.Read(BlobSource.FromBytes(image)))!;
        Assert.That((exception.DiagnosticId, exception.ByteOffset), Is.EqualTo((diagnosticId, offset)), exception.Message);
    }

    /// <summary>Where bytes occur in the tables; a directory's identifier is looked for behind its length.</summary>
    static int Find(byte[] image, ReadOnlySpan<byte> bytes) => Root + image.AsSpan(Root, 30 * Block).IndexOf(bytes);

    static void Write32(byte[] image, int offset, uint value)
    {
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(offset), value);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(image.AsSpan(offset + 4), value);
    }
}
