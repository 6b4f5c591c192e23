using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Iso9660;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Iso9660;

[TestFixture]
public class IsoImageBuilderTests
{
    [Test]
    public void Contents_are_not_read_while_an_image_is_planned()
    {
        var reads = 0;
        BlobSource Watched(BlobSource source) => new ObservedSource(source, (_, _) => reads++);
        var tree = new FileTree();
        foreach (var (path, entry) in IsoTrees.Hybrid().Walk())
        {
            if (entry is RegularFile file)
            {
                tree.SetFile(path, Watched(file.Content));
            }
        }

        var options = IsoTrees.HybridOptions([], TestBytes.Noise(512));
        options = options with { EfiSystemPartition = Watched(BlobSource.FromBytes(IsoTrees.Esp())) };
        var image = IsoImageBuilder.Build(tree, options);
        Assert.That(image.Length, Is.Positive);
        Assert.That(image.Extents, Is.Not.Empty);
        Assert.That(reads, Is.Zero);

        var volume = IsoReader.Read(image);
        Assert.That(reads, Is.Zero);
        ((RegularFile)volume.Tree.Find("boot/vmlinuz")!).Content.ToArray();
        Assert.That(reads, Is.EqualTo(1));
    }

    [Test]
    public void Unused_blocks_and_holes_of_contents_are_holes()
    {
        var tree = new FileTree();
        tree.SetFile("disk.raw", BlobSource.Concat(BlobSource.Zeros(1L << 30), BlobSource.FromText("end")));
        var image = IsoImageBuilder.Build(tree, new IsoOptions { EfiSystemPartition = BlobSource.Zeros(1L << 30) });
        Assert.That(image.Length, Is.GreaterThan(2L << 30));
        Assert.That(image.Extents.Sum(extent => extent.Length), Is.LessThan(40_000));
    }

    [Test]
    public void Compressed_contents_are_known_as_such()
    {
        var tree = new FileTree();
        tree.SetFile("initramfs.xz", BlobSource.FromBytes(new byte[10_000]).AsCompressed());
        var image = IsoImageBuilder.Build(tree, new IsoOptions());
        Assert.That(image.Extents, Has.One.EqualTo(new Extent(33 * 2048, 10_000, ContentKind.Compressed)));
    }

    [Test]
    public void The_same_request_gives_the_same_bytes()
    {
        byte[] Build() => IsoImageBuilder.Build(IsoTrees.Hybrid(), IsoTrees.HybridOptions(IsoTrees.Esp(), TestBytes.Noise(512))).ToArray();
        var first = Build();
        Assert.That(Build(), Is.EqualTo(first));
    }

    [Test]
    public void The_primary_descriptor_has_the_literal_bytes_of_the_format()
    {
        var options = new IsoOptions { VolumeId = "TALOS_V1_7_6", VolumeSetId = "Talos-v1.7.6", Clock = XorrisoImages.Clock };
        var bytes = IsoImageBuilder.Build(new FileTree(), options).ToArray();
        var descriptor = bytes.AsSpan(16 * 2048, 2048);
        Assert.That(Hex(descriptor[..7]), Is.EqualTo("01434430303101"));
        Assert.That(Text(descriptor.Slice(8, 64)), Is.EqualTo(new string(' ', 32) + "TALOS_V1_7_6".PadRight(32)));
        Assert.That(Hex(descriptor.Slice(80, 8)), Is.EqualTo("B7000000000000B7")); // 183 blocks
        Assert.That(Hex(descriptor.Slice(120, 36)), Is.EqualTo(
            "010000010100000100080800" + "0A0000000000000A" + "14000000" + "00000000" + "00000015" + "00000000"));
        Assert.That(Hex(descriptor.Slice(156, 34)), Is.EqualTo(
            "2200" + "1200000000000012" + "0008000000000800" + "7B0B0E160D1400" + "02" + "0000" + "01000001" + "01" + "00"));
        Assert.That(Text(descriptor.Slice(190, 128)), Is.EqualTo("Talos-v1.7.6".PadRight(128)));
        Assert.That(Text(descriptor.Slice(318, 128)), Is.EqualTo(new string(' ', 128)));
        Assert.That(Text(descriptor.Slice(446, 128)), Is.EqualTo("TALOSBOOT".PadRight(128)));
        Assert.That(Text(descriptor.Slice(813, 68)), Is.EqualTo(
            "2023111422132000\0" + "2023111422132000\0" + "0000000000000000\0" + "0000000000000000\0"));
        Assert.That(Hex(descriptor.Slice(881, 2)), Is.EqualTo("0100"));
        Assert.That(Hex(bytes.AsSpan(17 * 2048, 8)), Is.EqualTo("FF43443030310100"));
        Assert.That(bytes.AsSpan(0, 16 * 2048).ContainsAnyExcept((byte)0), Is.False);
    }

    [Test]
    public void Hard_links_share_their_content()
    {
        var tree = new FileTree();
        var file = new RegularFile(BlobSource.FromText("once"));
        tree.Set("first", file);
        tree.Set("deep/second", file);
        var volume = IsoReader.Read(IsoImageBuilder.Build(tree, new IsoOptions()));
        Assert.That(volume.Tree.Find("first"), Is.SameAs(volume.Tree.Find("deep/second")));
        Assert.That(volume.Length, Is.EqualTo((33 + 1 + 150) * 2048));
    }

    [Test]
    public void Times_are_those_of_the_clock_or_of_the_tree()
    {
        var tree = new FileTree();
        var metadata = new FileMetadata { Mode = IsoTrees.Octal("640"), ModifiedAt = 1_000_000_000, UserId = 7, GroupId = 8 };
        tree.Set("file", new RegularFile(BlobSource.FromText("x"), metadata));
        var options = new IsoOptions { Clock = XorrisoImages.Clock };
        FileMetadata Read(IsoOptions options) => IsoReader.Read(IsoImageBuilder.Build(tree, options)).Tree.Find("file")!.Metadata;
        Assert.That(Read(options).ModifiedAt, Is.EqualTo(XorrisoImages.Epoch));
        Assert.That(Read(options with { KeepFileTimes = true }), Is.EqualTo(metadata));
        Assert.That(
            Read(options with { Permissions = IsoPermissions.ReadOnlyForAll }),
            Is.EqualTo(FileMetadata.DefaultFile with { Mode = IsoTrees.Octal("444"), ModifiedAt = XorrisoImages.Epoch }));
    }

    [TestCase(-5_000_000_000L, -2_208_988_800L)]
    [TestCase(9_000_000_000L, 5_869_583_999L)]
    public void Times_beyond_the_field_become_its_bounds(long time, long expected)
    {
        var tree = new FileTree();
        tree.Set("file", new RegularFile(BlobSource.FromText("x"), FileMetadata.DefaultFile with { ModifiedAt = time }));
        var volume = IsoReader.Read(IsoImageBuilder.Build(tree, new IsoOptions { KeepFileTimes = true }));
        Assert.That(volume.Tree.Find("file")!.Metadata.ModifiedAt, Is.EqualTo(expected));
    }

    [Test]
    public void Grub_finds_its_place_in_its_image()
    {
        var image = IsoImageBuilder.Build(IsoTrees.Hybrid(), IsoTrees.HybridOptions(IsoTrees.Esp(), TestBytes.Noise(512)));
        var entry = IsoReader.Read(image).BootEntries[0];
        var block = (uint)(entry.Offset / 2048);
        var patched = entry.Image.ToArray();
        var original = TestBytes.Noise(46_981, 7);
        Assert.That(patched, Has.Length.EqualTo(original.Length));
        Assert.That(BitConverter.ToUInt32(patched, 8), Is.EqualTo(16));
        Assert.That(BitConverter.ToUInt32(patched, 12), Is.EqualTo(block));
        Assert.That(BitConverter.ToUInt32(patched, 16), Is.EqualTo(46_981));
        Assert.That(BitConverter.ToUInt64(patched, 2548), Is.EqualTo((block * 4) + 5));
        BitConverter.TryWriteBytes(original.AsSpan(2548), (ulong)(block * 4) + 5);
        var sum = 0u;
        for (var offset = 64; offset < original.Length; offset++)
        {
            sum += (uint)original[offset] << (8 * (offset % 4));
        }

        Assert.That(BitConverter.ToUInt32(patched, 20), Is.EqualTo(sum));
        Assert.That(patched.AsSpan(24, 40).ContainsAnyExcept((byte)0), Is.False);
        Assert.That(patched[64..], Is.EqualTo(original[64..]));
        Assert.That(patched[..8], Is.EqualTo(original[..8]));
        var master = new byte[512];
        image.Read(0, master);
        Assert.That(BitConverter.ToUInt64(master, 0x1B0), Is.EqualTo((block * 4) + 4));
        Assert.That(master[..0x1B0], Is.EqualTo(TestBytes.Noise(512)[..0x1B0]));
    }

    // The bytes that xorriso 1.5.4 writes for a tree of "a" and "big" with the arguments of the UEFI and the hybrid kind.
    [TestCase(1000, IsoPartitionTable.Mbr, "00020100833FE0E8400000 00C0471F00 0000C1E9EF3FE0EB00481F0000180000")]
    [TestCase(1100, IsoPartitionTable.Mbr, "000201008344E0FC40000000E0652200 0000C1FDEF44E0FF20662200E0190000")]
    [TestCase(5000, IsoPartitionTable.Mbr, "00010200839FFFF740000000C0449C00 0000C1F8EF9FFFF800459C0060270000")]
    [TestCase(1100, IsoPartitionTable.Gpt, "00000200EE3FE0FF0100000097822200 00000000000000000000000000000000")]
    public void Partitions_of_large_images_begin_at_cylinders_as_those_of_xorriso(int mebibytes, IsoPartitionTable table, string expected)
    {
        var tree = new FileTree();
        tree.SetFile("a", BlobSource.FromText("a\n"));
        tree.SetFile("big", BlobSource.Zeros((long)mebibytes << 20));
        var options = new IsoOptions { EfiSystemPartition = BlobSource.Zeros(3 << 20), PartitionTable = table };
        var image = IsoImageBuilder.Build(tree, options);
        var entries = new byte[32];
        image.Read(446, entries);
        Assert.That(Hex(entries), Is.EqualTo(expected.Replace(" ", string.Empty, StringComparison.Ordinal)));
    }

    [Test]
    public void Partitions_beyond_all_cylinders_are_aligned_to_a_mebibyte()
    {
        var tree = new FileTree();
        tree.SetFile("big", BlobSource.Zeros(9000L << 20));
        var volume = IsoReader.Read(IsoImageBuilder.Build(tree, new IsoOptions { EfiSystemPartition = BlobSource.Zeros(3 << 20) }));
        Assert.That(volume.Partitions[1].Offset % (1 << 20), Is.Zero);
        Assert.That(volume.Partitions[1].Content.Length, Is.EqualTo(3 << 20));
    }

    [Test]
    public void Options_that_contradict_each_other_are_refused()
    {
        var esp = BlobSource.Zeros(1 << 20);
        var bios = new IsoBiosBoot { ImagePath = "nothing" };
        AssertRefused(new IsoOptions { VolumeId = new string('X', 33) });
        AssertRefused(new IsoOptions { VolumeSetId = "Tälos" });
        AssertRefused(new IsoOptions { PreparerId = new string('X', 129) });
        AssertRefused(new IsoOptions { EfiSystemPartition = esp, EfiBootImagePath = "loader/loader.conf" });
        AssertRefused(new IsoOptions { EfiSystemPartition = BlobSource.Zeros(0) });
        AssertRefused(new IsoOptions { EfiBootImagePath = "absent" });
        AssertRefused(new IsoOptions { EfiBootImagePath = "loader" });
        AssertRefused(new IsoOptions { BiosBoot = bios });
        AssertRefused(new IsoOptions { BiosBoot = bios with { ImagePath = "loader/loader.conf" } });
        AssertRefused(new IsoOptions { BiosBoot = bios with { ImagePath = "loader/keys/auto/PK.auth", DiskBootCode = new byte[512] } });
        AssertRefused(new IsoOptions
        {
            EfiSystemPartition = esp,
            BiosBoot = bios with { ImagePath = "EFI/Linux/Talos-v1.12.0.efi", DiskBootCode = new byte[440] },
        });
        var tree = IsoTrees.Uefi();
        tree.SetFile("boot.catalog", BlobSource.FromText("mine"));
        Assert.That(() => IsoImageBuilder.Build(tree, new IsoOptions { EfiSystemPartition = esp }), Throws.ArgumentException);
        Assert.That(IsoReader.Read(IsoImageBuilder.Build(tree, new IsoOptions())).Tree.Find("boot.catalog"), Is.Not.Null);
    }

    [Test]
    public void Names_and_trees_that_do_not_fit_are_refused_with_an_id()
    {
        var tree = new FileTree();
        tree.SetFile(new string('n', 256), BlobSource.FromText("x"));
        AssertDoesNotFit(tree, new IsoOptions());
        var loop = new FileTree();
        loop.Root.Set("again", loop.Root);
        AssertDoesNotFit(loop, new IsoOptions());
        var large = new FileTree();
        large.SetFile("huge", BlobSource.Zeros(2L << 40));
        AssertDoesNotFit(large, new IsoOptions());
    }

    [Test]
    public void A_cancelled_plan_stops()
    {
        Assert.That(
            () => IsoImageBuilder.Build(IsoTrees.Uefi(), new IsoOptions(), new CancellationToken(true)),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [TestCase("Talos-v1.7.6", ExpectedResult = "TALOS_V1_7_6")]
    [TestCase("Talos-v1.7.6-beta.0", ExpectedResult = "TALOS_V1_7_6_BETA_0")]
    [TestCase("Talos-v1.12.0-alpha.2-17-gdeadbeef+dirty", ExpectedResult = "TALOS_V1_12_0_ALPHA_2_17_GDEADBE")]
    [TestCase("a b\u00e9_c", ExpectedResult = "AB_C")]
    public string A_volume_id_is_made_of_a_label(string label) => IsoVolumeId.FromLabel(label);

    static void AssertRefused(IsoOptions options) =>
        Assert.That(() => IsoImageBuilder.Build(IsoTrees.Uefi(), options), Throws.ArgumentException);

    static void AssertDoesNotFit(FileTree tree, IsoOptions options) => Assert.That(
        () => IsoImageBuilder.Build(tree, options),
        Throws.InstanceOf<LayoutException>().With.Property(nameof(LayoutException.DiagnosticId)).EqualTo(DiagnosticIds.FieldOverflow));

    static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes);

    static string Text(ReadOnlySpan<byte> bytes) => System.Text.Encoding.Latin1.GetString(bytes);
}
