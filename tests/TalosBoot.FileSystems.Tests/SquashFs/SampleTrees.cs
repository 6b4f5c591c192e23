using System.Collections.Immutable;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.SquashFs;

/// <summary>Trees that have one of everything.</summary>
internal static class SampleTrees
{
    public const int BlockSize = 128 * 1024;

    public static ImmutableSortedDictionary<string, ImmutableArray<byte>> Xattrs(params IReadOnlyList<(string Name, byte[] Value)> pairs) =>
        pairs.ToImmutableSortedDictionary(pair => pair.Name, pair => pair.Value.ToImmutableArray());

    /// <summary>Every kind of file, with every shape of content.</summary>
    public static FileTree Everything()
    {
        var tree = new FileTree();
        var time = new FileMetadata { Mode = 0x1A4, ModifiedAt = 1_500_000_000 };
        tree.Root.Metadata = tree.Root.Metadata with { ModifiedAt = 1_400_000_000 };
        Add("bin/tool", TestBytes.Text(300_000), time with { Mode = 0x1ED });
        Add("bin/tool-copy", TestBytes.Text(300_000), time);
        Add("bin/suid", "#!/bin/sh\n"u8.ToArray(), time with { Mode = 0x9ED, UserId = 7, GroupId = 9 });
        Add("data/exact", TestBytes.Text(BlockSize, 3), time with { UserId = 7 });
        Add("data/exact-copy", TestBytes.Text(BlockSize, 3), time);
        Add("data/noise", TestBytes.Noise(200_001), time);
        Add("data/one-more", TestBytes.Text(BlockSize + 1, 4), time);
        Add("data/one-less", TestBytes.Text(BlockSize - 1, 5), time);
        Add("data/zeros-small", new byte[1000], time);
        Add("data/zeros-block", new byte[BlockSize], time);
        Add("data/zeros-tail", [.. new byte[BlockSize], 1, 2, 3], time);
        Add("data/zeros-middle", [.. TestBytes.Text(BlockSize, 6), .. new byte[2 * BlockSize], .. TestBytes.Text(5, 7)], time);
        Add("data/zeros-copy", new byte[BlockSize], time);
        Add("empty/file", [], time);
        Add("empty/other", [], time);
        tree.EnsureDirectory("empty/folder");
        for (var index = 0; index < 700; index++)
        {
            Add($"many/file-with-a-reasonably-long-name-{index:D4}", TestBytes.Text(index * 7, (ulong)(index % 50) + 1), time);
        }

        Add("names/plain", "x"u8.ToArray(), time);
        Add("names/über-größe", "y"u8.ToArray(), time);
        Add("names/" + new string('n', 255), "z"u8.ToArray(), time);
        Add("names/latin-" + (char)(0xDC00 + 0xE9), "not UTF-8"u8.ToArray(), time);
        var text = new RegularFile(BlobSource.FromText("linked"), time);
        tree.Set("links/a", text);
        tree.Set("bin/b", text);
        tree.Set("zz", text);
        tree.Set("links/symbolic", new SymbolicLink("../bin/tool", time with { Mode = 0x1FF }));
        tree.Set("links/dangling", new SymbolicLink("nowhere", time with { Mode = 0x1FF }));
        tree.Set("dev/null", new SpecialFile(SpecialFileKind.CharacterDevice, time with { Mode = 0x1B6 }, 1, 3));
        tree.Set("dev/big", new SpecialFile(SpecialFileKind.BlockDevice, time, 259, 0x12345));
        tree.Set("dev/pipe", new SpecialFile(SpecialFileKind.Fifo, time));
        tree.Set("dev/socket", new SpecialFile(SpecialFileKind.Socket, time));
        var longValue = TestBytes.Text(300, 8);
        Add("xattrs/one", "1"u8.ToArray(), time with { ExtendedAttributes = Xattrs(("user.long", longValue)) });
        Add("xattrs/two", "2"u8.ToArray(), time with { ExtendedAttributes = Xattrs(("user.long", longValue)) });
        Add("xattrs/three", "3"u8.ToArray(), time with { ExtendedAttributes = Xattrs(("user.other", longValue)) });
        Add("xattrs/zero", "0"u8.ToArray(), time with { ExtendedAttributes = Xattrs(("user.empty", [])) });
        Add("xattrs/four", "4"u8.ToArray(), time with { ExtendedAttributes = Xattrs(("user.middle", TestBytes.Text(40, 9))) });
        Add("xattrs/five", "5"u8.ToArray(), time with { ExtendedAttributes = Xattrs(("user.middle2", TestBytes.Text(40, 9))) });
        tree.EnsureDirectory("xattrs/folder").Metadata = time with { Mode = 0x1ED, ExtendedAttributes = Xattrs(("user.dir", "d"u8.ToArray())) };
        return tree;

        void Add(string path, byte[] content, FileMetadata metadata) => tree.Set(path, new RegularFile(BlobSource.FromBytes(content), metadata));
    }
}
