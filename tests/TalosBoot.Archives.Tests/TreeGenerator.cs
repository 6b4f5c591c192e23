using CsCheck;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Archives.Tests;

/// <summary>Random trees, with hard links.</summary>
static class TreeGenerator
{
    static readonly Gen<string> PlainName = Gen.OneOf(
        Gen.String[Gen.Char["abc.-_ "], 1, 4].Where(name => name is not ("." or "..")),
        Gen.Const("\u00fcmlaut"), Gen.Int[100, 200].Select(length => new string('x', length)));

    static readonly Gen<string> AnyName = Gen.Frequency((9, PlainName), (1, Gen.Const("\uDCFF\uDC80")));

    static readonly Gen<FileMetadata> Metadata = Gen.Select(
        Gen.Int[0, 0xFFF], Gen.UInt[0, 70_000], Gen.Long[0, 4_000_000_000],
        (mode, owner, time) => new FileMetadata { Mode = mode, UserId = owner, GroupId = owner / 2, ModifiedAt = time });

    static readonly Gen<FileTreeEntry> Leaf = Gen.Frequency(
        (5, Gen.Select(Gen.Int[0, 3000], Metadata, (length, metadata) =>
            (FileTreeEntry)new RegularFile(BlobSource.FromBytes(TestBytes.Noise(length, (ulong)length)), metadata))),
        (1, Gen.Select(Gen.Int[1, 300], Metadata, (length, metadata) => (FileTreeEntry)new SymbolicLink(new string('t', length), metadata))),
        (1, Gen.Select(Gen.UInt[0, 4000], Metadata, (number, metadata) =>
            (FileTreeEntry)new SpecialFile(SpecialFileKind.CharacterDevice, metadata, number, number * 7))),
        (1, Metadata.Select(metadata => (FileTreeEntry)new SpecialFile(SpecialFileKind.Fifo, metadata))));

    /// <summary>Trees of any kind of entry; with <paramref name="plain"/> of such only as an ordinary user can make on a disk.</summary>
    public static Gen<FileTree> Trees(bool plain = false) =>
        Gen.Select((plain ? PlainName : AnyName).Array[1, 4].Array[0, 12], Leaf.Array[12], Metadata.Array[12], Gen.Int[0, 11].Array[12], (paths, leaves, metadata, choices) =>
        {
            var tree = new FileTree();
            for (var index = 0; index < paths.Length; index++)
            {
                var entry = choices[index] switch
                {
                    0 or 1 => new DirectoryNode(metadata[index]),
                    2 or 3 => leaves[choices[index]],
                    _ => leaves[index],
                };
                TrySet(tree, string.Join('/', paths[index]), plain && entry is SpecialFile ? new DirectoryNode() : entry);
            }

            return tree;
        });

    static void TrySet(FileTree tree, string path, FileTreeEntry entry)
    {
        try
        {
            if (tree.Find(path) is null)
            {
                tree.Set(path, entry);
            }
        }
        catch (InvalidOperationException)
        {
            // The path leads through a file: the tree goes without it.
        }
    }
}
