using System.Buffers;
using System.Collections.Immutable;
using CsCheck;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Ext4;
using TalosBoot.FileSystems.Fat;
using TalosBoot.FileSystems.Tests.Fat;
using TalosBoot.FileSystems.Tests.Iso9660;
using TalosBoot.FileSystems.Xfs;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Volumes;

/// <summary>Random trees are accepted by the checkers, and read back as they were.</summary>
[TestFixture]
public sealed class RandomVolumeTests
{
    static readonly SearchValues<char> ForbiddenOnFat = SearchValues.Create("\"*/:<>?\\|");

    const long Mebibyte = 1024 * 1024;

    static readonly Gen<FileMetadata> Metadata = Gen.Select(
        Gen.Int[0, 0xFFF], Gen.UInt, Gen.UInt, Gen.Int[int.MinValue, int.MaxValue], Gen.Int[0, 200].Select(Gen.Int[0, 3]), (mode, user, group, time, attribute) =>
            new FileMetadata
            {
                Mode = mode,
                UserId = user,
                GroupId = group,
                ModifiedAt = time,
                ExtendedAttributes = attribute.Item2 != 0
                    ? ImmutableSortedDictionary<string, ImmutableArray<byte>>.Empty
                    : VolumeTrees.WithAttributes(("security.selinux", attribute.Item1), ("user.x", attribute.Item1 / 2)).ExtendedAttributes,
            });

    /// <summary>Names, links and directories of <see cref="RandomTrees"/>, with owners, times, attributes, and a file with large holes.</summary>
    static readonly Gen<FileTree> Trees = Gen.Select(RandomTrees.Tree(120), Metadata.Array[1, 40], Gen.Long[1, 9L << 30], Gen.Int[1, 60],
        (tree, metadata, length, pieces) =>
        {
            var index = 0;
            foreach (var entry in tree.Walk().Select(item => item.Entry).Distinct().ToArray())
            {
                entry.Metadata = metadata[index++ % metadata.Length];
            }

            tree.SetFile("large file with holes", VolumeTrees.Pieces(length + (pieces * 2000L), pieces));
            return tree;
        });

    static IEnumerable<FileTree> Samples(int count) =>
        Enumerable.Range(1, count).Select(stream => Trees.Generate(new PCG((uint)stream, 20_261_128), null, out _));

    [Test]
    public void Xfs_volumes_read_back() => Trees.Sample(
        tree => VolumeText.Of(XfsReader.Read(XfsImageBuilder.Build(tree, new XfsOptions { Size = 320 * Mebibyte })).Tree).SequenceEqual(VolumeText.Of(tree)),
        iter: 40, threads: 1);

    [Test]
    public void Ext4_volumes_read_back() => Trees.Sample(
        tree =>
        {
            var read = Ext4Reader.Read(Ext4ImageBuilder.Build(tree, new Ext4Options { Size = 64 * Mebibyte, KeepsTimes = true })).Tree;
            return read.Remove("lost+found") && VolumeText.Of(read).SequenceEqual(VolumeText.Of(tree));
        },
        iter: 40, threads: 1);

    [Test]
    public void Fat_volumes_read_back() => Trees.Sample(
        tree =>
        {
            var plain = ForFat(tree);
            var read = FatReader.Read(FatImageBuilder.Build(plain, FatOptions.ForEfiSystemPartition(100 * Mebibyte))).Tree;
            return VolumeText.Of(read).SequenceEqual(VolumeText.Of(plain));
        },
        iter: 40, threads: 1);

    [Test]
    public async Task Checkers_find_nothing()
    {
        using var folder = new TemporaryFolder();
        foreach (var tree in Samples(40))
        {
            await XfsImageBuilder.Build(tree, new XfsOptions { Size = 320 * Mebibyte, Features = XfsFeatureSet.Lts66 }).WriteToFileAsync(folder["xfs"]);
            XfsPrograms.Check(folder["xfs"]);
            await Ext4ImageBuilder.Build(tree, new Ext4Options { Size = 64 * Mebibyte }).WriteToFileAsync(folder["ext4"]);
            ForeignTool.Run("e2fsck", "-fn", folder["ext4"]);
            await FatImageBuilder.Build(ForFat(tree), FatOptions.ForEfiSystemPartition(100 * Mebibyte)).WriteToFileAsync(folder["fat"]);
            FatReference.Check(folder["fat"]);
        }
    }

    /// <summary>A directory that needs inner nodes, more inodes than one block of their tree names, and as many records of the reverse map.</summary>
    [Test]
    public async Task A_directory_of_twenty_thousand_files_is_sound()
    {
        var tree = new FileTree();
        var content = BlobSource.FromText("small");
        for (var index = 0; index < 20_000; index++)
        {
            tree.SetFile($"many/file number {index}", content);
        }

        using var folder = new TemporaryFolder();
        var xfs = XfsImageBuilder.Build(tree, new XfsOptions { Size = 600 * Mebibyte, Features = XfsFeatureSet.Lts66 });
        Assert.That(VolumeText.Of(XfsReader.Read(xfs).Tree), Is.EqualTo(VolumeText.Of(tree)));
        await xfs.WriteToFileAsync(folder["xfs"]);
        XfsPrograms.Check(folder["xfs"]);
        var ext4 = Ext4ImageBuilder.Build(tree, new Ext4Options { Size = 200 * Mebibyte });
        await ext4.WriteToFileAsync(folder["ext4"]);
        ForeignTool.Run("e2fsck", "-fn", folder["ext4"]);

        // All short names collide.
        var fat = FatImageBuilder.Build(ForFat(tree), FatOptions.ForEfiSystemPartition(200 * Mebibyte));
        Assert.That(FatReader.Read(fat).Tree.Walk().Count(), Is.EqualTo(20_001));
        await fat.WriteToFileAsync(folder["fat"]);
        FatReference.Check(folder["fat"]);
    }

    /// <summary>What FAT can hold of a tree: no links and devices, one of several names that differ by case, files below 4 GiB.</summary>
    static FileTree ForFat(FileTree tree)
    {
        var result = new FileTree();
        Copy(tree.Root, result.Root);
        return result;

        static void Copy(DirectoryNode from, DirectoryNode to)
        {
            var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var (name, entry) in from.Children)
            {
                if (name.AsSpan().ContainsAny(ForbiddenOnFat) || name[^1] is '.' or ' ' || !seen.Add(name))
                {
                    continue;
                }

                switch (entry)
                {
                    case DirectoryNode directory:
                        var copy = new DirectoryNode(FileMetadata.DefaultDirectory with { ModifiedAt = FatTrees.Time });
                        to.Set(name, copy);
                        Copy(directory, copy);
                        break;
                    case RegularFile { Content.Length: < 1 << 20 } file:
                        to.Set(name, new RegularFile(file.Content, FileMetadata.DefaultFile with { ModifiedAt = FatTrees.Time }));
                        break;
                }
            }
        }
    }
}
