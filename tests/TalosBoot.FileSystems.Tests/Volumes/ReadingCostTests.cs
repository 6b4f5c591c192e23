using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Ext4;
using TalosBoot.FileSystems.Fat;
using TalosBoot.FileSystems.Iso9660;
using TalosBoot.FileSystems.SquashFs;
using TalosBoot.FileSystems.Xfs;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Volumes;

/// <summary>
/// What reading a volume costs grows with what it holds, and not faster: bytes that are read and bytes that are allocated at n, 2n and 4n, for
/// trees of each adversarial kind.
/// </summary>
[TestFixture]
[NonParallelizable]
public sealed class ReadingCostTests
{
    const long Mebibyte = 1024 * 1024;

    /// <summary>Growth by 4 with some room for tables that double.</summary>
    const double MostGrowth = 5.5;

    /// <summary>Small trees pay for what every volume has.</summary>
    const long Start = 256 * 1024;

    static readonly (string Name, Func<FileTree, BlobSource> Write, Func<BlobSource, FileTree> Read)[] Formats =
    [
        ("fat", tree => FatImageBuilder.Build(tree, FatOptions.ForEfiSystemPartition(200 * Mebibyte)), volume => FatReader.Read(volume).Tree),
        ("iso9660", tree => IsoImageBuilder.Build(tree, new IsoOptions { VolumeId = "COST" }), volume => IsoReader.Read(volume).Tree),
        ("squashfs", WriteSquashFs, volume => SquashFsReader.Read(volume)),
        ("xfs", tree => XfsImageBuilder.Build(tree, new XfsOptions { Size = 400 * Mebibyte }), volume => XfsReader.Read(volume).Tree),
        ("ext4", tree => Ext4ImageBuilder.Build(tree, new Ext4Options { Size = 400 * Mebibyte }), volume => Ext4Reader.Read(volume).Tree),
    ];

    static readonly (string Name, int Count, Func<int, FileTree> Make, bool WithFat)[] Families =
    [
        ("many_files", 1000, count => Tree(count, index => $"directory/file {index}"), true),
        ("many_directories", 500, count => Tree(count, index => $"{index}/file"), true),
        ("deep_directories", 25, count => Tree(1, _ => string.Concat(Enumerable.Repeat("d/", count)) + "file"), true),
        ("long_names", 500, count => Tree(count, index => $"directory/{index.ToString("d200", null)}"), true),
        ("links", 1000, Links, false),
        ("pieces", 500, Pieces, true),
    ];

    static IEnumerable<TestCaseData> Cases() =>
        from format in Formats
        from family in Families
        where family.WithFat || format.Name != "fat"
        select new TestCaseData(format.Write, format.Read, family.Make, family.Count).SetArgDisplayNames(format.Name, family.Name);

    [TestCaseSource(nameof(Cases))]
    public void Reading_costs_no_more_than_linearly(
        Func<FileTree, BlobSource> write, Func<BlobSource, FileTree> read, Func<int, FileTree> make, int count)
    {
        // Once before, so that nothing is counted that happens once.
        Measure(write(make(count)), read);
        var once = Measure(write(make(count)), read);
        var twice = Measure(write(make(2 * count)), read);
        var fourfold = Measure(write(make(4 * count)), read);
        TestContext.Out.WriteLine($"read {once.Read} {twice.Read} {fourfold.Read}, allocated {once.Allocated} {twice.Allocated} {fourfold.Allocated}");
        Assert.That(fourfold.Read + Start, Is.LessThan((once.Read + Start) * MostGrowth));
        Assert.That(fourfold.Allocated + Start, Is.LessThan((once.Allocated + Start) * MostGrowth));
    }

    static (long Read, long Allocated) Measure(BlobSource volume, Func<BlobSource, FileTree> read)
    {
        // What the volume itself costs is paid before.
        _ = volume.Extents.Count;
        var bytes = 0L;
        var observed = new ObservedSource(volume, (_, length) => bytes += length);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var tree = read(observed);
        var buffer = new byte[64];
        foreach (var (_, entry) in tree.Walk())
        {
            if (entry is RegularFile { Content: { Length: > 0 } content })
            {
                content.Read(0, buffer.AsSpan(0, (int)Math.Min(buffer.Length, content.Length)));
                _ = content.Extents.Count;
            }
        }

        return (bytes, GC.GetAllocatedBytesForCurrentThread() - allocated);
    }

    static FileTree Tree(int count, Func<int, string> pathOf)
    {
        var tree = new FileTree();
        for (var index = 0; index < count; index++)
        {
            tree.SetFile(pathOf(index), BlobSource.FromText($"content {index}"));
        }

        return tree;
    }

    static FileTree Links(int count)
    {
        var tree = new FileTree();
        var shared = new RegularFile(BlobSource.FromText("shared"));
        for (var index = 0; index < count; index++)
        {
            tree.Set($"links/{index}", shared);
            tree.Set($"targets/{index}", new SymbolicLink($"../links/{index}"));
        }

        return tree;
    }

    static FileTree Pieces(int count)
    {
        var tree = new FileTree();
        tree.SetFile("pieces", VolumeTrees.Pieces(16_384L * count, count));
        return tree;
    }

    static BlobSource WriteSquashFs(FileTree tree)
    {
        using var spool = new ContentSpool();
        var image = new SquashFsImageBuilder(tree, new SquashFsOptions { Compression = SquashFsCompression.None, BlockSize = 4096, Level = null })
            .BuildAsync(spool).GetAwaiter().GetResult();
        return BlobSource.FromBytes(image.ToArray());
    }
}
