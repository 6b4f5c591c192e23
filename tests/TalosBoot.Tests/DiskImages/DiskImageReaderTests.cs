using System.Text;
using TalosBoot.Archives.Trees;
using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.DiskImages;
using TalosBoot.Disks.Meta;
using TalosBoot.Disks.Ova;
using TalosBoot.Disks.PartitionTables;
using TalosBoot.Disks.Qcow2;
using TalosBoot.Disks.Vhd;
using TalosBoot.Disks.Vhdx;
using TalosBoot.Disks.Vmdk;
using TalosBoot.FileSystems.Ext4;
using TalosBoot.FileSystems.Fat;
using TalosBoot.FileSystems.Xfs;
using TalosBoot.Profiles;
using TalosBoot.Testing;
using TalosBoot.Tests.Assets;

namespace TalosBoot.Tests.DiskImages;

[TestFixture]
public sealed class DiskImageReaderTests
{
    const long Mebibyte = 1024 * 1024;

    static readonly Guid LinuxData = new("0fc63daf-8483-4772-8e79-3d69d8477de4");

    ContentSpool _spool = null!;

    [SetUp]
    public void CreateSpool() => _spool = new ContentSpool();

    [TearDown]
    public void DisposeSpool() => _spool.Dispose();

    [TestCase("raw")]
    [TestCase("qcow2")]
    [TestCase("vhd")]
    [TestCase("vhdx")]
    [TestCase("vmdk")]
    [TestCase("tar vmdk")]
    [TestCase("zstd")]
    [TestCase("zstd qcow2")]
    public async Task A_disk_is_found_in_every_format(string wrappings)
    {
        var disk = Disk(512);
        var image = await WrapAsync(disk, wrappings);
        var read = await DiskImageReader.ReadAsync(image, _spool);
        Assert.That(string.Join(' ', read.Wrappings), Is.EqualTo(wrappings == "raw" ? string.Empty : wrappings));
        AssertContents(read, 512);
        Assert.That(read.Disk.Length, Is.EqualTo(disk.Length));
    }

    /// <summary>The programs of the host compress, so that nothing hangs on our own writers.</summary>
    [TestCase("xz", "-0", "xz")]
    [TestCase("gzip", "-1", "gzip")]
    [TestCase("zstd", "-1", "zstd")]
    public async Task A_disk_is_unpacked_and_its_holes_take_no_space(string tool, string level, string wrapping)
    {
        using var folder = new TemporaryFolder();
        await Disk(512).WriteToFileAsync(folder["disk.raw"]);
        ForeignTool.Run(tool, level, "-k", folder["disk.raw"]);
        var packed = Directory.GetFiles(folder.Path).Single(file => !file.EndsWith(".raw", StringComparison.Ordinal));
        var read = await DiskImageReader.ReadAsync(BlobSource.FromFile(packed), _spool);
        Assert.That(read.Wrappings, Is.EqualTo(new[] { wrapping }));
        AssertContents(read, 512);
        Assert.That(read.Disk.Extents.Sum(extent => extent.Length), Is.LessThan(20 * Mebibyte));
    }

    [Test]
    public async Task An_archive_of_a_disk_with_holes_is_read()
    {
        using var folder = new TemporaryFolder();
        await Disk(512).WriteToFileAsync(folder["disk.raw"]);
        ForeignTool.Run("tar", "-C", folder.Path, "--sparse", "-czf", folder["disk.tar.gz"], "disk.raw");
        var read = await DiskImageReader.ReadAsync(BlobSource.FromFile(folder["disk.tar.gz"]), _spool);
        Assert.That(read.Wrappings, Is.EqualTo(new[] { "gzip", "tar" }));
        AssertContents(read, 512);
    }

    [Test]
    public async Task Sectors_of_4096_bytes_are_found() => AssertContents(await DiskImageReader.ReadAsync(Disk(4096), _spool), 4096);

    [Test]
    public async Task A_disk_of_the_engine_has_a_unified_kernel_image()
    {
        await using var engine = DemoEngine.Create();
        using var asset = await engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Arm64).ForPlatform("metal").AsDiskImage()
            .PackagedAs(OutFormat.Raw).PlanAsync();
        using var folder = new TemporaryFolder();
        await asset.WriteToFileAsync(folder["disk.raw"]);
        var read = await DiskImageReader.ReadAsync(BlobSource.FromFile(folder["disk.raw"]), _spool);
        Assert.That(read.UnifiedKernelImages.Select(image => image.Key), Is.EqualTo(new[] { $"EFI/Linux/Talos-{DemoRelease.Version}.efi" }));
        Assert.That(read.UnifiedKernelImages[0].Value.CommandLine, Does.Contain("talos.platform=metal"));
        Assert.That(read.Find("EFI")!.Tree!.Find("loader/loader.conf"), Is.Not.Null);
        Assert.That(read.Find("META")!.FileSystem, Is.EqualTo(DiskImageFileSystem.Empty));
    }

    [Test]
    public void What_is_no_disk_is_told()
    {
        Assert.That(() => DiskImageReader.ReadAsync(BlobSource.Zeros(0), _spool), Fails(DiagnosticIds.NoPartitionTable));
        Assert.That(() => DiskImageReader.ReadAsync(BlobSource.Zeros(Mebibyte), _spool), Fails(DiagnosticIds.NoPartitionTable));
        Assert.That(
            () => DiskImageReader.ReadAsync(Disk(512), _spool, new DiskImageReadLimits { MaximumDiskLength = Mebibyte }), Fails(DiagnosticIds.LimitExceeded));
        Assert.That(
            () => DiskImageReader.ReadAsync(Disk(512), _spool, cancellationToken: new CancellationToken(true)),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_compressed_disk_may_not_become_larger_than_the_limits()
    {
        var packed = await WrapAsync(BlobSource.Zeros(64 * Mebibyte), "zstd");
        Assert.That(
            () => DiskImageReader.ReadAsync(packed, _spool, new DiskImageReadLimits { MaximumDiskLength = Mebibyte }), Fails(DiagnosticIds.LimitExceeded));
        var noise = await WrapAsync(BlobSource.FromBytes(TestBytes.Text(1_200_000)), "zstd");
        Assert.That(
            () => DiskImageReader.ReadAsync(noise, _spool, new DiskImageReadLimits { MaximumSpooledLength = Mebibyte }), Fails(DiagnosticIds.LimitExceeded));
    }

    [Test]
    public async Task Wrappings_without_end_are_refused()
    {
        var image = BlobSource.Zeros(Mebibyte);
        for (var index = 0; index < 6; index++)
        {
            image = await WrapAsync(image, "zstd");
        }

        Assert.That(() => DiskImageReader.ReadAsync(image, _spool), Fails(DiagnosticIds.LimitExceeded));
    }

    /// <summary>Bytes of any structure are changed, of the format as of the table and the file systems in it, and the end is cut off.</summary>
    [TestCase("raw", 60)]
    [TestCase("qcow2", 60)]
    [TestCase("vhd", 60)]
    [TestCase("vhdx", 60)]
    [TestCase("vmdk", 40)]
    [TestCase("tar vmdk", 40)]
    [TestCase("zstd", 15)]
    [TestCase("zstd qcow2", 25)]
    public async Task Damage_of_any_place_gives_an_exception_of_images_or_a_disk(string wrappings, int rounds)
    {
        var image = await WrapAsync(Disk(512), wrappings);
        var random = new Random(wrappings.Length);
        for (var round = 0; round < rounds; round++)
        {
            var damaged = image;
            for (var change = 0; change <= round % 3; change++)
            {
                var extent = image.Extents[random.Next(image.Extents.Count)];
                var offset = extent.Offset + random.NextInt64(Math.Min(extent.Length, round % 2 == 0 ? 512 : extent.Length));
                damaged = BlobSource.Concat(
                    damaged.Slice(0, offset), BlobSource.FromBytes(new[] { (byte)random.Next(256) }), damaged.Slice(offset + 1, damaged.Length - offset - 1));
            }

            await ReadOrFailAsync(round % 10 == 9 ? damaged.Slice(0, random.NextInt64(damaged.Length)) : damaged);
        }
    }

    async Task ReadOrFailAsync(BlobSource image)
    {
        try
        {
            var read = await DiskImageReader.ReadAsync(image, _spool);
            foreach (var content in read.Partitions.SelectMany(partition => partition.Tree?.Walk() ?? []).Select(item => item.Entry).OfType<RegularFile>())
            {
                Digest.Sha256(content.Content.Slice(0, Math.Min(content.Content.Length, Mebibyte)));
            }
        }
        catch (ImageFormatException)
        {
            // What a reader of damaged images is to throw.
        }
    }

    static void AssertContents(DiskImageContents read, int sectorSize)
    {
        Assert.That(read.SectorSize, Is.EqualTo(sectorSize));
        Assert.That(read.DiskGuid, Is.EqualTo(new Guid("d92d45b3-cde9-8760-be9f-a2a71fac8d11")));
        Assert.That(read.HasBootCode, Is.False);
        Assert.That(
            read.Partitions.Select(partition => (partition.Number, partition.Name, partition.FileSystem, partition.Label)),
            Is.EqualTo(new (int, string, DiskImageFileSystem, string?)[]
            {
                (1, "EFI", DiskImageFileSystem.Fat, "EFI"), (2, "BIOS", DiskImageFileSystem.Other, null), (3, "BOOT", DiskImageFileSystem.Xfs, "BOOT"),
                (4, "META", DiskImageFileSystem.Meta, null), (5, "STATE", DiskImageFileSystem.Empty, null),
                (6, "IMAGECACHE", DiskImageFileSystem.Ext4, "IMAGECACHE"),
            }));
        Assert.That(Text(read, "EFI", "loader/loader.conf"), Is.EqualTo("timeout 10\n"));
        Assert.That(Text(read, "BOOT", "grub/grub.cfg"), Is.EqualTo("set timeout=3\n"));
        Assert.That(Text(read, "IMAGECACHE", "blob/sha256-0"), Is.EqualTo("blob"));
        Assert.That(read.Meta, Has.Count.EqualTo(1));
        Assert.That(read.Meta[0].Tag, Is.EqualTo(0x11));
        Assert.That(Encoding.ASCII.GetString(read.Meta[0].Value.Span), Is.EqualTo("dual-boot"));
        Assert.That(read.UnifiedKernelImages, Is.Empty);
    }

    static string Text(DiskImageContents read, string partition, string path) =>
        Encoding.ASCII.GetString(((RegularFile)read.Find(partition)!.Tree!.Find(path)!).Content.ToArray());

    static BlobSource Disk(int sectorSize)
    {
        var builder = new GptImageBuilder(new GptOptions { Size = 400 * Mebibyte, SectorSize = sectorSize });
        Add("EFI", FatImageBuilder.Build(
            Tree("loader/loader.conf", "timeout 10\n"), FatOptions.ForEfiSystemPartition(40 * Mebibyte, sectorSize) with { AllowsSmallFat32 = true }));
        Add("BIOS", BlobSource.Concat(BlobSource.FromBytes(TestBytes.Noise(5000)), BlobSource.Zeros(Mebibyte - 5000)));
        Add("BOOT", XfsImageBuilder.Build(
            Tree("grub/grub.cfg", "set timeout=3\n"), XfsOptions.ForBootPartition(300 * Mebibyte, XfsFeatureSet.Lts618, sectorSize)));
        Add("META", MetaPartition.Build([new MetaRecord(0x11, "dual-boot"u8.ToArray())]));
        Add("STATE", BlobSource.Zeros(20 * Mebibyte));
        Add("IMAGECACHE", Ext4ImageBuilder.Build(Tree("blob/sha256-0", "blob"), Ext4Options.ForImageCache(5 * Mebibyte, sectorSize)));
        return builder.Build();

        void Add(string name, BlobSource content) =>
            builder.Add(new GptPartition { Name = name, Type = LinuxData, Size = content.Length, Content = content });

        static FileTree Tree(string path, string text)
        {
            var tree = new FileTree();
            tree.SetFile(path, BlobSource.FromText(text));
            return tree;
        }
    }

    async Task<BlobSource> WrapAsync(BlobSource disk, string wrappings)
    {
        foreach (var wrapping in wrappings.Split(' ').Reverse())
        {
            disk = wrapping switch
            {
                "qcow2" => Qcow2ImageBuilder.Build(disk),
                "vhd" => VhdImageBuilder.Build(disk),
                "vhdx" => VhdxImageBuilder.Build(disk),
                "vmdk" when wrappings.StartsWith("tar", StringComparison.Ordinal) => disk,
                "vmdk" => await VmdkImageBuilder.BuildAsync(disk, _spool),
                "tar" => await OvaImageBuilder.BuildAsync(disk, _spool),
                "zstd" => await ZstdWriter.PlanAsync(disk, _spool),
                _ => disk,
            };
        }

        return disk;
    }

    static NUnit.Framework.Constraints.Constraint Fails(string id) =>
        Throws.InstanceOf<ImageFormatException>().With.Property(nameof(ImageFormatException.DiagnosticId)).EqualTo(id);
}
