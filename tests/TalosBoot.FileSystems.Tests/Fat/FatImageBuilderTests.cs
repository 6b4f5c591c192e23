using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Fat;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Fat;

[TestFixture]
public sealed class FatImageBuilderTests
{
    const long Mebibyte = 1024 * 1024;

    [Test]
    public void The_boot_sector_and_tables_of_an_EFI_system_partition_are_these_bytes()
    {
        var tree = new FileTree();
        tree.SetFile("EFI/a", BlobSource.FromBytes(new byte[1200]));
        var volume = FatImageBuilder.Build(tree, FatOptions.ForEfiSystemPartition(100 * Mebibyte) with { Clock = BuildClock.Default });

        // By mkfs.fat 4.2 and mcopy; the fields are told in disk.md 8.2 and 8.3.
        Assert.That(Hex(0, 119), Is.EqualTo(
            "eb5890" + "6d6b66732e666174" + "0002" + "01" + "2000" + "02" + "0000" + "0000" + "f8" + "0000" + "2000" + "0800"
            + "00000000" + "00200300"
            + "28060000" + "0000" + "0000" + "02000000" + "0100" + "0600" + "000000000000000000000000"
            + "80" + "00" + "29" + "cdab3412" + "4546492020202020202020" + "4641543332202020"
            + "0e1fbe777cac22c0740b56b40ebb0700cd105eebf032e4cd16cd19ebfe"));
        Assert.That(Hex(510, 6), Is.EqualTo("55aa" + "52526141"));
        Assert.That(Hex(512 + 484, 12), Is.EqualTo("72724161" + "8b130300" + "06000000"));
        Assert.That(Hex((7 * 512) + 484, 12), Is.EqualTo("72724161" + "8f130300" + "02000000"));
        Assert.That(Hex(6 * 512, 32), Is.EqualTo(Hex(0, 32)));
        const string Fat = "f8ffff0f" + "ffffff0f" + "f8ffff0f" + "ffffff0f" + "05000000" + "06000000" + "ffffff0f" + "00000000";
        Assert.That(Hex(32 * 512, 32), Is.EqualTo(Fat));
        Assert.That(Hex((32 + 1576) * 512, 32), Is.EqualTo(Fat));
        const string Stamp = "5aacc14e" + "c14e" + "0000" + "5aacc14e";
        Assert.That(Hex((32 + (2 * 1576)) * 512, 96), Is.EqualTo(
            "4546492020202020202020" + "080000" + "5a4b6e46" + "6e46" + "0000" + "5a4b6e46" + "0000" + "00000000"
            + "4546492020202020202020" + "100000" + Stamp + "0300" + "00000000"
            + new string('0', 64)));
        Assert.That(Hex((32 + (2 * 1576) + 1) * 512, 128), Is.EqualTo(
            "2e20202020202020202020" + "100000" + Stamp + "0300" + "00000000"
            + "2e2e202020202020202020" + "100000" + Stamp + "0000" + "00000000"
            + "4120202020202020202020" + "200800" + Stamp + "0400" + "b0040000"
            + new string('0', 64)));

        string Hex(long offset, int length)
        {
            var bytes = new byte[length];
            volume.Read(offset, bytes);
            return Convert.ToHexStringLower(bytes);
        }
    }

    [Test]
    public void Contents_are_placed_and_not_read()
    {
        var reads = 0;
        var kernel = new ObservedSource(BlobSource.Zeros(150 * Mebibyte), (_, _) => reads++);
        var placed = new ObservedSource(BlobSource.FromBytes(TestBytes.Noise(4096)), (_, _) => reads++).AsCompressed();
        var tree = new FileTree();
        tree.SetFile("EFI/Linux/Talos-v1.13.9.efi", kernel);
        tree.SetFile("EFI/compressed", placed);
        var volume = FatImageBuilder.Build(tree, FatOptions.ForEfiSystemPartition(160 * Mebibyte) with { SectorsPerCluster = 4 });

        // Extents are told without a read too: of the 160 MiB, the tables and directories alone are there.
        var data = volume.Extents.Where(extent => extent.Kind == ContentKind.Data).Sum(extent => extent.Length);
        Assert.That((volume.Length, reads), Is.EqualTo((160 * Mebibyte, 0)));
        Assert.That(data, Is.LessThan(700_000));
        Assert.That(volume.Extents.Single(extent => extent.Kind == ContentKind.Compressed).Length, Is.EqualTo(4096));
    }

    [Test]
    public void Unused_space_and_unused_sectors_of_the_tables_are_holes()
    {
        var volume = FatImageBuilder.Build(new FileTree(), FatOptions.ForEfiSystemPartition(2101 * Mebibyte));
        Assert.That(volume.Length, Is.EqualTo(2101 * Mebibyte));
        Assert.That(volume.Extents, Is.EqualTo(new Extent[]
        {
            new(0, 1024, ContentKind.Data),
            new(6 * 512, 1024, ContentKind.Data),
            new(32 * 512, 512, ContentKind.Data),
            new((32 + 4200) * 512, 512, ContentKind.Data),
            new((32 + 8400) * 512, 32, ContentKind.Data),
        }));
    }

    [Test]
    public void Content_that_does_not_fit_is_refused_with_what_it_needs()
    {
        var tree = new FileTree();
        tree.SetFile("EFI/Linux/first.efi", BlobSource.Zeros(30 * Mebibyte));
        tree.SetFile("EFI/Linux/second.efi", BlobSource.Zeros(30 * Mebibyte));
        var options = FatOptions.ForEfiSystemPartition(40 * Mebibyte);

        // Two files, the directories / and EFI and EFI/Linux, a cluster each.
        Assert.That(
            () => FatImageBuilder.Build(tree, options),
            Throws.InstanceOf<LayoutException>().With.Property("DiagnosticId").EqualTo("TB5002")
                .And.Property("Needed").EqualTo((60 * Mebibyte) + (3 * 512)).And.Property("Available").EqualTo(80_628L * 512)
                .And.Message.Contains("EFI system partition").And.Message.Contains("Make it larger"));
    }

    [Test]
    public async Task A_volume_can_be_filled_to_its_last_cluster()
    {
        using var folder = new TemporaryFolder();
        var options = FatOptions.ForEfiSystemPartition(40 * Mebibyte);
        var tree = new FileTree();
        tree.SetFile("full", BlobSource.Zeros(80_627L * 512));
        var path = folder["full.img"];
        await FatImageBuilder.Build(tree, options).WriteToFileAsync(path);
        FatReference.Check(path);
        tree.SetFile("full", BlobSource.Zeros((80_627L * 512) + 1));
        Assert.That(() => FatImageBuilder.Build(tree, options), Throws.InstanceOf<LayoutException>());
    }

    [Test]
    public void A_file_of_4_GiB_is_refused_and_one_byte_less_is_not()
    {
        var options = FatOptions.ForEfiSystemPartition(5000 * Mebibyte);
        var tree = new FileTree();
        tree.SetFile("large", BlobSource.Zeros(4096 * Mebibyte));
        Assert.That(
            () => FatImageBuilder.Build(tree, options),
            Throws.InstanceOf<LayoutException>().With.Property("DiagnosticId").EqualTo("TB5003").And.Message.Contains("/large"));
        tree.SetFile("large", BlobSource.Zeros((4096 * Mebibyte) - 1));
        var file = (RegularFile)FatReader.Read(FatImageBuilder.Build(tree, options)).Tree.Find("large")!;
        Assert.That(file.Content.Length, Is.EqualTo(uint.MaxValue));
    }

    [Test]
    public void The_fixed_root_directory_holds_as_many_entries_as_it_has()
    {
        var tree = new FileTree();
        var options = new FatOptions { Size = 1440 * 1024, Label = "FULL" };
        for (var number = 0; number < 223; number++)
        {
            tree.SetFile($"{number}", BlobSource.FromText("x"));
        }

        Assert.That(FatReader.Read(FatImageBuilder.Build(tree, options)).Tree.Root.Children, Has.Count.EqualTo(223));
        tree.SetFile("223", BlobSource.FromText("x"));
        Assert.That(
            () => FatImageBuilder.Build(tree, options),
            Throws.InstanceOf<LayoutException>().With.Property("Needed").EqualTo(225L * 32).And.Property("Available").EqualTo(224L * 32)
                .And.Message.Contains("root directory"));
    }

    [Test]
    public void A_directory_of_more_than_2_MiB_is_refused()
    {
        var tree = new FileTree();
        for (var number = 0; number < 32_768; number++)
        {
            tree.SetFile($"many/{number:d5}.entry", BlobSource.Zeros(0));
        }

        Assert.That(
            () => FatImageBuilder.Build(tree, FatOptions.ForEfiSystemPartition(100 * Mebibyte)),
            Throws.InstanceOf<LayoutException>().With.Property("Available").EqualTo(2 * Mebibyte).And.Message.Contains("/many"));
    }

    [Test]
    public void Links_and_devices_and_deep_directories_are_refused()
    {
        var options = FatOptions.ForEfiSystemPartition(40 * Mebibyte);
        var tree = new FileTree();
        tree.Set("EFI/link", new SymbolicLink("BOOT"));
        Assert.That(
            () => FatImageBuilder.Build(tree, options),
            Throws.InstanceOf<TalosBootException>().With.Property("DiagnosticId").EqualTo("TB4300").And.Message.Contains("/EFI/link"));
        tree.Set("EFI/link", new SpecialFile(SpecialFileKind.Fifo, FileMetadata.DefaultFile));
        Assert.That(() => FatImageBuilder.Build(tree, options), Throws.InstanceOf<TalosBootException>());
        var loop = new DirectoryNode();
        loop.Set("a", loop);
        Assert.That(
            () => FatImageBuilder.Build(new FileTree(loop), options),
            Throws.InstanceOf<TalosBootException>().With.Property("DiagnosticId").EqualTo("TB4300")
                .And.Message.Contains("deeper than 128"));
    }

    [TestCase(0, "00002100")]
    [TestCase(315_532_800, "00002100")]
    [TestCase(315_532_803, "01002100")]
    [TestCase(1_559_424_892, "5aacc14e")]
    [TestCase(1_700_000_000, "aab16e57")]
    [TestCase(4_354_819_199, "7dbf9fff")]
    [TestCase(99_999_999_999, "7dbf9fff")]
    public void A_time_is_kept_in_UTC_from_1980_to_2107(long time, string expected)
    {
        var tree = new FileTree();
        FatTrees.AddFile(tree, "file", [], time: time);
        var volume = FatImageBuilder.Build(tree, new FatOptions { Size = 1440 * 1024 });
        var entry = new byte[32];
        volume.Read(19 * 512, entry);
        Assert.That(Convert.ToHexStringLower(entry.AsSpan(22, 4)), Is.EqualTo(expected));
        Assert.That(Convert.ToHexStringLower(entry.AsSpan(14, 4)), Is.EqualTo(expected));
        Assert.That(Convert.ToHexStringLower(entry.AsSpan(18, 2)), Is.EqualTo(expected[4..]));
    }

    [Test]
    public void A_cancelled_build_stops()
    {
        Assert.That(
            () => FatImageBuilder.Build(new FileTree(), FatOptions.ForEfiSystemPartition(40 * Mebibyte), new CancellationToken(true)),
            Throws.InstanceOf<OperationCanceledException>());
    }
}
