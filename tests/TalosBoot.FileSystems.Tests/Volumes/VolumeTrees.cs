using System.Collections.Immutable;
using System.Text;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Volumes;

/// <summary>Trees that make file systems use each of their forms.</summary>
static class VolumeTrees
{
    public const long Mebibyte = 1024 * 1024;

    /// <summary>What Talos puts into BOOT (disk.md 3.2).</summary>
    public static FileTree Boot()
    {
        var tree = new FileTree();
        tree.SetFile("A/vmlinuz", BlobSource.FromBytes(TestBytes.Noise(49_152, 1)));
        tree.SetFile("A/initramfs.xz", BlobSource.FromBytes(TestBytes.Noise(20_452, 2)));
        tree.Set("grub", new DirectoryNode(new FileMetadata { Mode = 0x1C0 }));
        tree.Set("grub/grub.cfg", new RegularFile(BlobSource.FromText(new string('#', 829)), new FileMetadata { Mode = 0x180 }));
        return tree;
    }

    /// <summary>All kinds of entries, and directories, files and attributes of all sizes.</summary>
    public static FileTree Everything(bool withDevices = true, int longest = 1000, int attribute = 2000)
    {
        var tree = Boot();
        tree.Set("empty", new DirectoryNode(new FileMetadata { Mode = 0x3FF, UserId = 1000, GroupId = 70_000, ModifiedAt = 1_700_000_000 }));
        tree.SetFile("zero", BlobSource.FromBytes(Array.Empty<byte>()));
        tree.Set("owned", new RegularFile(
            BlobSource.FromText("mine"), new FileMetadata { Mode = 0x9ED, UserId = 4_000_000_000, GroupId = 1, ModifiedAt = -5 }));
        tree.Set("late", new RegularFile(BlobSource.FromText("late"), new FileMetadata { Mode = 0x124, ModifiedAt = 5_000_000_000 }));
        AddLinks(tree, longest);
        AddNames(tree, "some", 8, 20);
        AddNames(tree, "block", 60, 20);
        AddNames(tree, "leaf", 300, 30);
        AddNames(tree, "node", 3000, 40);
        AddAttributes(tree, attribute);
        AddSparse(tree);
        if (withDevices)
        {
            tree.Set("dev/null", new SpecialFile(SpecialFileKind.CharacterDevice, new FileMetadata { Mode = 0x1B6 }, 1, 3));
            tree.Set("dev/sda", new SpecialFile(SpecialFileKind.BlockDevice, new FileMetadata { Mode = 0x1B0, GroupId = 6 }, 8, 300));
            tree.Set("dev/pipe", new SpecialFile(SpecialFileKind.Fifo, new FileMetadata { Mode = 0x1A4 }));
            tree.Set("dev/socket", new SpecialFile(SpecialFileKind.Socket, new FileMetadata { Mode = 0x1ED }));
        }

        var deep = new StringBuilder("deep");
        for (var depth = 0; depth < 60; depth++)
        {
            deep.Append("/d").Append(depth);
        }

        tree.SetFile($"{deep}/bottom", BlobSource.FromText("bottom"));
        return tree;
    }

    /// <summary>A file under many names, and names under one another.</summary>
    static void AddLinks(FileTree tree, int longest)
    {
        var shared = new RegularFile(BlobSource.FromBytes(TestBytes.Noise(10_000, 3)));
        tree.Set("links/first", shared);
        tree.Set("links/second", shared);
        tree.Set("other/third", shared);
        var popular = new RegularFile(BlobSource.FromText("popular"));
        for (var index = 0; index < 300; index++)
        {
            tree.Set($"popular/{index:d4}-of-a-file-that-has-many-names", popular);
        }

        tree.Set("links/short", new SymbolicLink("../A/vmlinuz"));
        tree.Set("links/middle", new SymbolicLink(new string('m', 59)));
        tree.Set("links/longer", new SymbolicLink(new string('n', 60)));
        tree.Set("links/long", new SymbolicLink(string.Join('/', Enumerable.Repeat("target", 40))));
        tree.Set("links/longest", new SymbolicLink(new string('x', longest)));
        tree.Set("links/twice", tree.Find("links/short")!);
    }

    static void AddNames(FileTree tree, string directory, int count, int length)
    {
        for (var index = 0; index < count; index++)
        {
            tree.Set($"{directory}/{index.ToString($"d{length}", null)}", new RegularFile(BlobSource.FromBytes(TestBytes.Noise(index % 7, 4))));
        }

        tree.SetFile($"{directory}/{new string('l', 255)}", BlobSource.FromText(directory));
        tree.SetFile($"{directory}/naïve 日本 \uDCFF", BlobSource.FromText("bytes"));
    }

    static void AddAttributes(FileTree tree, int length)
    {
        tree.Set("labelled/small", new RegularFile(BlobSource.FromText("a"), WithAttributes(("security.selinux", 30), ("user.a", 0))));
        tree.Set("labelled/medium", new RegularFile(BlobSource.FromText("b"), WithAttributes(("trusted.overlay.opaque", 100), ("user.b", 120))));
        tree.Set("labelled/large", new RegularFile(BlobSource.FromText("c"), WithAttributes(("user.c", length))));
        tree.Set("labelled", new DirectoryNode(WithAttributes(("security.selinux", 40))), keepChildren: true);
        tree.Set("labelled/link", new SymbolicLink(new string('t', 50), WithAttributes(("security.selinux", 200)) with { Mode = 0x1FF }));
    }

    static void Set(this FileTree tree, string path, DirectoryNode directory, bool keepChildren)
    {
        foreach (var (name, child) in ((DirectoryNode)tree.Find(path)!).Children.ToArray())
        {
            if (keepChildren)
            {
                directory.Set(name, child);
            }
        }

        tree.Set(path, directory);
    }

    public static FileMetadata WithAttributes(params (string Name, int Length)[] attributes) => new()
    {
        Mode = 0x1A4,
        ExtendedAttributes = attributes.Aggregate(
            ImmutableSortedDictionary.Create<string, ImmutableArray<byte>>(),
            (set, attribute) => set.Add(attribute.Name, [.. TestBytes.Noise(attribute.Length, 9)])),
    };

    /// <summary>Holes of all kinds: at the ends, many small ones, one of more than 4 GiB.</summary>
    static void AddSparse(FileTree tree)
    {
        tree.SetFile("sparse/hole", BlobSource.Zeros(123_456_789));
        tree.SetFile("sparse/front", BlobSource.Concat(BlobSource.Zeros(70_000), BlobSource.FromBytes(TestBytes.Noise(5000, 5))));
        tree.SetFile("sparse/back", BlobSource.Concat(BlobSource.FromBytes(TestBytes.Noise(5000, 6)), BlobSource.Zeros(70_000)));
        tree.SetFile("sparse/large", Pieces(6L << 30, 40));
        tree.SetFile("sparse/many", Pieces(30 * Mebibyte, 3000));
    }

    /// <summary>A file of so many pieces of noise with holes between them.</summary>
    public static BlobSource Pieces(long length, int count)
    {
        var builder = new SparseImageBuilder();
        for (var index = 0; index < count; index++)
        {
            builder.Place(length / count * index, TestBytes.Noise(1 + (index % 1500), (ulong)index), "piece");
        }

        return builder.Build(length);
    }
}
