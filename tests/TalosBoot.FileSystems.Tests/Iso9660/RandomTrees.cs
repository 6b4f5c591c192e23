using CsCheck;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Iso9660;

/// <summary>Trees with names that collide in the alphabet of ISO 9660, names that do not fit a record, links and empty files.</summary>
static class RandomTrees
{
    static readonly Gen<string> Extension =
        AnyOf(string.Empty, ".", ".c", ".txt", ".TXT", ".conf", ".tar.zst", ".anextensionofmanycharacters");

    static readonly Gen<string> Stem = Gen.OneOf(
        AnyOf("a", "A", "readme", "README", "ReadMe", ".hidden", "file name", "naïve", "日本", "boot", "i386-pc", "x+~!#"),
        Gen.Select(AnyOf('a', 'B', 'ü'), Gen.Int[1, 100], (character, length) => new string(character, length)),
        Gen.Select(
            AnyOf("sha256-", "n"), Gen.Int[60, 200], Gen.Int[0, 99],
            (prefix, length, number) => $"{prefix}{new string('f', length)}{number}"));

    public static Gen<string> Name { get; } = Gen.Select(Stem, Extension, (stem, extension) => Fit(stem) + extension);

    static readonly Gen<string> Target = Gen.OneOf(
        AnyOf("x", "/", "/abs/path", "../up", "./here", "a//b", "../../../usr/lib/systemd/system/name@.service"),
        Gen.Select(Gen.Int[1, 260], Gen.Int[1, 120], (first, second) => $"{new string('t', first)}/{new string('u', second)}"));

    static readonly Gen<int> Mode = AnyOf("0644", "0755", "0600", "0400", "4755", "0444").Select(IsoTrees.Octal);

    static readonly Gen<FileTreeEntry> Entry = Gen.Frequency(
        (6, Gen.Select(Gen.Int[0, 5000], Gen.ULong[1, 50], Mode, (length, seed, mode) => (FileTreeEntry)new RegularFile(
            BlobSource.FromBytes(TestBytes.Noise(length, seed)), new FileMetadata { Mode = mode }))),
        (1, Target.Select(target => (FileTreeEntry)new SymbolicLink(target))),
        (1, Mode.Select(mode => (FileTreeEntry)new SpecialFile(SpecialFileKind.Fifo, new FileMetadata { Mode = mode }))),
        (3, Gen.Const(0).Select(_ => (FileTreeEntry)new DirectoryNode())));

    /// <summary>Entries are put at random into the directories that came before them; some are put there twice.</summary>
    public static Gen<FileTree> Tree(int maximumEntries) =>
        Gen.Select(Gen.Int[0, 1000], Name, Entry, Gen.Int[0, 9]).Array[0, maximumEntries].Select(items =>
        {
            var tree = new FileTree();
            var directories = new List<DirectoryNode> { tree.Root };
            foreach (var (place, name, entry, link) in items)
            {
                directories[place % directories.Count].Set(name, entry);
                if (entry is DirectoryNode directory)
                {
                    directories.Add(directory);
                }
                else if (link == 0 && entry is RegularFile)
                {
                    directories[(place + 1) % directories.Count].Set($"{name[..Math.Min(name.Length, 20)]}.link", entry);
                }
            }

            return Reachable(tree);
        });

    /// <summary>Trees that are the same in every run.</summary>
    public static IEnumerable<FileTree> Samples(int count, int maximumEntries) =>
        Enumerable.Range(1, count).Select(stream => Tree(maximumEntries).Generate(new PCG((uint)stream, 20_231_114), null, out _));

    static Gen<T> AnyOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    /// <summary>Linux takes 255 bytes.</summary>
    static string Fit(string stem)
    {
        while (System.Text.Encoding.UTF8.GetByteCount(stem) > 200)
        {
            stem = stem[..^1];
        }

        return stem;
    }

    /// <summary>The tree itself, made anew, so that no directory is in two places.</summary>
    static FileTree Reachable(FileTree tree)
    {
        var result = new FileTree();
        foreach (var (path, entry) in tree.Walk().Take(5000))
        {
            result.Set(path, entry is DirectoryNode directory ? new DirectoryNode(directory.Metadata) : entry);
        }

        return result;
    }
}
