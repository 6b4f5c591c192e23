using System.Collections.Immutable;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Tests.Volumes;
using TalosBoot.FileSystems.Xfs;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Xfs;

[TestFixture]
public sealed class XfsImageBuilderTests
{
    const long Mebibyte = 1024 * 1024;

    static readonly XfsOptions Options = new() { Size = 300 * Mebibyte };

    [Test]
    public void Too_much_content_is_refused_with_what_is_needed_and_what_there_is()
    {
        var tree = new FileTree();
        tree.SetFile("fits", BlobSource.FromBytes(TestBytes.Noise(4096)));
        tree.SetFile("large", new NoHoles(250 * Mebibyte));
        var failure = Assert.Throws<LayoutException>(() => XfsImageBuilder.Build(tree, Options));
        Assert.That(failure.DiagnosticId, Is.EqualTo(DiagnosticIds.PartOutOfBounds));
        Assert.That(failure.Needed, Is.InRange(250 * Mebibyte, 251 * Mebibyte));
        Assert.That(failure.Available, Is.InRange(230 * Mebibyte, 236 * Mebibyte));
    }

    [Test]
    public void A_volume_may_be_filled_to_its_capacity()
    {
        var tree = new FileTree();
        tree.SetFile("large", new NoHoles(233 * Mebibyte));
        var read = XfsReader.Read(XfsImageBuilder.Build(tree, Options));
        Assert.That(((RegularFile)read.Tree.Find("large")!).Content.Extents.Sum(extent => extent.Length), Is.EqualTo(233 * Mebibyte));
        Assert.That(read.FreeBlocks, Is.LessThan(1000));
    }

    [Test]
    public void Too_many_inodes_are_refused()
    {
        var tree = new FileTree();
        for (var index = 0; index < 500_000; index++)
        {
            tree.Root.Set($"{index}", new SymbolicLink("x"));
        }

        Assert.That(() => XfsImageBuilder.Build(tree, Options), Fails(DiagnosticIds.PartOutOfBounds));
    }

    /// <summary>The third directory lies in the group of the log, which has room for no more than 22,000 inodes.</summary>
    [Test]
    public async Task Inodes_go_on_in_the_next_group()
    {
        var tree = new FileTree();
        tree.EnsureDirectory("1");
        tree.EnsureDirectory("2");
        for (var index = 0; index < 24_000; index++)
        {
            tree.Set($"3/{index}", new SymbolicLink("x"));
        }

        using var folder = new TemporaryFolder();
        var volume = XfsImageBuilder.Build(tree, Options with { Features = XfsFeatureSet.Lts66 });
        await volume.WriteToFileAsync(folder["volume"]);
        XfsPrograms.Check(folder["volume"]);
        Assert.That(((DirectoryNode)XfsReader.Read(volume).Tree.Find("3")!).Children, Has.Count.EqualTo(24_000));
    }

    [Test]
    public void What_xfs_cannot_hold_is_refused()
    {
        Assert.That(() => Build("link", new SymbolicLink(new string('x', 1025))), Fails(DiagnosticIds.FieldOverflow));
        Assert.That(() => Build(new string('n', 256), new DirectoryNode()), Fails(DiagnosticIds.FieldOverflow));
        Assert.That(() => Build("a", File("system.posix_acl_access", 20)), Fails(DiagnosticIds.VolumeEntryUnsupported));
        Assert.That(() => Build("a", File("user.", 1)), Fails(DiagnosticIds.VolumeEntryUnsupported));
        Assert.That(() => Build("a", File($"user.{new string('n', 256)}", 1)), Fails(DiagnosticIds.VolumeEntryUnsupported));
        Assert.That(() => Build("a", File("user.a", 65_537)), Fails(DiagnosticIds.VolumeEntryUnsupported));
        var tree = new FileTree();
        var directory = new DirectoryNode();
        tree.Set("a", directory);
        tree.Set("b", directory);
        Assert.That(() => XfsImageBuilder.Build(tree, Options), Throws.ArgumentException);

        static FileTreeEntry File(string attribute, int length) =>
            new RegularFile(BlobSource.Zeros(0), VolumeTrees.WithAttributes((attribute, length)));

        static void Build(string name, FileTreeEntry entry)
        {
            var tree = new FileTree();
            tree.Root.Set(name, entry);
            XfsImageBuilder.Build(tree, Options);
        }
    }

    [Test]
    public void Options_that_xfs_has_not_are_refused()
    {
        Assert.That(() => Build(Options with { Size = (300 * Mebibyte) - 1 }), Fails(DiagnosticIds.VolumeGeometryImpossible));
        Assert.That(() => Build(Options with { Size = 4L << 40 }), Fails(DiagnosticIds.VolumeGeometryImpossible));
        Assert.That(() => Build(Options with { SectorSize = 768 }), Throws.ArgumentException);
        Assert.That(() => Build(Options with { Label = "thirteen char" }), Throws.ArgumentException);
        Assert.That(() => Build(Options with { Features = (XfsFeatureSet)9 }), Throws.ArgumentException);
        Assert.That(() => XfsOptions.FeaturesOf("lts_4.19.conf"), Throws.ArgumentException);
        Assert.That(XfsOptions.FeaturesOf("lts_6.12.conf"), Is.EqualTo(XfsFeatureSet.Lts612));

        static void Build(XfsOptions options) => XfsImageBuilder.Build(new FileTree(), options);
    }

    /// <summary>Values of 64 KiB lie outside of their leaf, and many attributes in several leaves under a node.</summary>
    [Test]
    public async Task Attributes_of_all_sizes_are_kept()
    {
        var tree = new FileTree();
        tree.Set("large", new RegularFile(BlobSource.FromText("x"), VolumeTrees.WithAttributes(("user.a", 65_536), ("user.b", 3200), ("trusted.c", 0))));
        tree.Set("many", new RegularFile(BlobSource.FromText("x"), new FileMetadata
        {
            ExtendedAttributes = Enumerable.Range(0, 300).Aggregate(
                ImmutableSortedDictionary.Create<string, ImmutableArray<byte>>(),
                (set, index) => set.Add($"user.attribute-{index}", [.. TestBytes.Noise(100, (ulong)index)])),
        }));
        using var folder = new TemporaryFolder();
        var volume = XfsImageBuilder.Build(tree, Options with { Features = XfsFeatureSet.Lts66 });
        Assert.That(VolumeText.Of(XfsReader.Read(volume).Tree), Is.EqualTo(VolumeText.Of(tree)));
        await volume.WriteToFileAsync(folder["volume"]);
        XfsPrograms.Check(folder["volume"]);
    }

    [Test]
    public void A_clock_gives_all_files_its_time()
    {
        var tree = VolumeTrees.Boot();
        var read = XfsReader.Read(XfsImageBuilder.Build(tree, Options with { Clock = BuildClock.Default })).Tree;
        Assert.That(read.Walk().Select(item => item.Entry.Metadata.ModifiedAt), Is.All.EqualTo(1_559_424_892));
        Assert.That(tree.Find("A")!.Metadata.ModifiedAt, Is.Zero);
    }

    [Test]
    public void Contents_are_not_read_while_planning()
    {
        var reads = 0;
        var tree = new FileTree();
        tree.SetFile("file", new ObservedSource(BlobSource.FromBytes(TestBytes.Noise(100_000)), (_, _) => reads++));
        var volume = XfsImageBuilder.Build(tree, Options);
        Assert.That(volume.Extents.Sum(extent => extent.Length), Is.LessThan(Mebibyte));
        Assert.That(reads, Is.Zero);
    }

    [Test]
    public void A_cancelled_build_stops() =>
        Assert.That(() => XfsImageBuilder.Build(VolumeTrees.Boot(), Options, new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());

    static NUnit.Framework.Constraints.Constraint Fails(string id) =>
        Throws.InstanceOf<TalosBootException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(id);

    /// <summary>Content without holes that is not in memory.</summary>
    sealed class NoHoles(long length) : BlobSource
    {
        public override long Length => length;

        protected override void ReadCore(long offset, Span<byte> destination) => destination.Fill(1);
    }
}
