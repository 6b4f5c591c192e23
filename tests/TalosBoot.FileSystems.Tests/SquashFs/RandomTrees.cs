using CsCheck;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.SquashFs;

/// <summary>Trees of any shape, for images of 4096-byte blocks. Linux can hold each of them.</summary>
/// <remarks>
/// Two things are left to other tests, since they come out differently from one release of mksquashfs to the next: the position that a file of
/// zeros alone is said to have, and symbolic links with several names, whose time of access changes while mksquashfs compares them by it.
/// </remarks>
internal static class RandomTrees
{
    const int BlockSize = 4096;

    static readonly Gen<string> Name = Gen.OneOf(
        "a", "b", "B", "c-d", "zz", "usr", "lib", "größe", "日本", "latin-" + (char)0xDCE9, "with space", new string('l', 255), "tab\there", ".hidden", "a.b");

    static readonly Gen<FileMetadata> Metadata = Gen.Select(
        Gen.Int[0, 0xFFF], Gen.OneOf(0u, 0u, 1u, 1000u, 65534u, 4_000_000_000u), Gen.UInt[0, 40], Gen.Int[0, 1_559_424_892], Gen.Int[0, 8],
        (mode, user, group, time, attribute) => new FileMetadata
        {
            Mode = mode | 0x100,
            UserId = user,
            GroupId = group,
            ModifiedAt = time,
            ExtendedAttributes = SampleTrees.Xattrs(attribute < 6 ? [] : [($"user.{attribute}", TestBytes.Text(attribute == 8 ? 200 : (int)group, user))]),
        });

    /// <summary>Lengths around the edges of blocks.</summary>
    static readonly Gen<int> Length = Gen.Select(
        Gen.OneOf(0, 0, 0, BlockSize, 2 * BlockSize), Gen.Int[-1, 1], Gen.Int[0, BlockSize], Gen.Bool,
        (blocks, nudge, rest, isNear) => Math.Max(0, isNear ? blocks + nudge : blocks + rest));

    static readonly Gen<byte[]> Content = Gen.Select(Length, Gen.Int[0, 4], Gen.ULong[1, 3], (length, shape, seed) => shape switch
    {
        0 => [.. new byte[length], 1],
        1 => TestBytes.Noise(length, seed),
        2 => [.. TestBytes.Text(length, seed), .. new byte[BlockSize], .. TestBytes.Text(1 + (length % 7), seed)],
        _ => TestBytes.Text(length, seed),
    });

    static readonly Gen<(string[] Path, int Kind, FileMetadata Metadata, byte[] Content)> Step =
        Gen.Select(Name.Array[1, 4], Gen.Int[0, 15], Metadata, Content);

    public static Gen<FileTree> Any { get; } = Step.List[0, 80].Select(Make);

    /// <summary>As many small trees beside each other in one, so that a program that is started once sees them all.</summary>
    public static Gen<FileTree> Forest(int count) => Step.List[0, 16].Select(Make).Array[count].Select(trees =>
    {
        var forest = new FileTree();
        for (var index = 0; index < trees.Length; index++)
        {
            forest.Root.Set($"{index:D3}", trees[index].Root);
        }

        return forest;
    });

    static FileTree Make(List<(string[] Path, int Kind, FileMetadata Metadata, byte[] Content)> steps)
    {
        var tree = new FileTree();
        var files = new List<FileTreeEntry>();
        foreach (var (path, kind, metadata, content) in steps)
        {
            var parent = tree.Root;
            foreach (var name in path[..^1])
            {
                if (!parent.TryGet(name, out var next) || next is not DirectoryNode)
                {
                    next = new DirectoryNode();
                    parent.Set(name, next);
                }

                parent = (DirectoryNode)next;
            }

            // Linux keeps attributes of the user's namespace for files and directories only.
            var plain = metadata with { ExtendedAttributes = SampleTrees.Xattrs() };
            FileTreeEntry entry = kind switch
            {
                0 => new SymbolicLink(path[0], plain with { Mode = 0x1FF }),
                1 => new SpecialFile(SpecialFileKind.CharacterDevice, plain, (uint)content.Length % 4096, (uint)content.Length * 31),
                2 => new SpecialFile(SpecialFileKind.BlockDevice, plain, 8, (uint)content.Length),
                3 => new SpecialFile(SpecialFileKind.Fifo, plain),
                4 => new SpecialFile(SpecialFileKind.Socket, plain),
                5 => new DirectoryNode(metadata),
                6 or 7 when files.Count > 0 => files[content.Length % files.Count],
                _ => new RegularFile(BlobSource.FromBytes(content), metadata),
            };
            if (entry is not (DirectoryNode or SymbolicLink))
            {
                files.Add(entry);
            }

            parent.Set(path[^1], entry);
        }

        return tree;
    }
}
