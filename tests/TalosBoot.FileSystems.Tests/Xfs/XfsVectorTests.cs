using System.Buffers.Binary;
using System.Globalization;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Tests.Iso9660;
using TalosBoot.FileSystems.Xfs;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Xfs;

/// <summary>Superblocks of the BOOT partitions that upstream's imager made: geometry, features and counts must be equal.</summary>
[TestFixture]
public sealed class XfsVectorTests
{
    static readonly (string Name, int Offset, int Size)[] Fields =
    [
        ("magicnum", 0, 4), ("blocksize", 4, 4), ("dblocks", 8, 8), ("rblocks", 16, 8), ("logstart", 48, 8), ("rootino", 56, 8), ("rbmino", 64, 8),
        ("rsumino", 72, 8), ("rextsize", 80, 4), ("agblocks", 84, 4), ("agcount", 88, 4), ("rbmblocks", 92, 4), ("logblocks", 96, 4),
        ("versionnum", 100, 2), ("sectsize", 102, 2), ("inodesize", 104, 2), ("inopblock", 106, 2), ("blocklog", 120, 1), ("sectlog", 121, 1),
        ("inodelog", 122, 1), ("inopblog", 123, 1), ("agblklog", 124, 1), ("rextslog", 125, 1), ("inprogress", 126, 1), ("imax_pct", 127, 1),
        ("icount", 128, 8), ("ifree", 136, 8), ("fdblocks", 144, 8), ("frextents", 152, 8), ("qflags", 176, 2), ("flags", 178, 1),
        ("shared_vn", 179, 1), ("inoalignmt", 180, 4), ("unit", 184, 4), ("width", 188, 4), ("dirblklog", 192, 1), ("logsectlog", 193, 1),
        ("logsectsize", 194, 2), ("logsunit", 196, 4), ("features2", 200, 4), ("bad_features2", 204, 4), ("features_compat", 208, 4),
        ("features_ro_compat", 212, 4), ("features_incompat", 216, 4), ("features_log_incompat", 220, 4), ("spino_align", 228, 4),
    ];

    [Test]
    public void Superblocks_are_those_of_upstream()
    {
        var cases = Directory.GetFiles(RepositoryPaths.Vector("real", "cases"), "*.txt").Order(StringComparer.Ordinal).ToArray();
        var compared = 0;
        foreach (var path in cases)
        {
            // Lines are "IMAGE>BOOT xfs FIELD = VALUE" and "IMAGE>BOOT stat PATH MODE UID GID SIZE".
            foreach (var volume in File.ReadLines(path).Where(line => line.Contains(">BOOT ", StringComparison.Ordinal))
                .Select(line => line.Split(">BOOT ", 2)).GroupBy(parts => parts[0], parts => parts[1]))
            {
                var expected = volume.Where(line => line.StartsWith("xfs ", StringComparison.Ordinal)).Select(line => line.Split(' '))
                    .Where(words => Array.Exists(Fields, field => field.Name == words[1]))
                    .ToDictionary(words => words[1], words => Number(words[3]));
                Assert.That(Superblock(expected, TreeOf(volume)), Is.EqualTo(expected), $"{Path.GetFileName(path)} {volume.Key}");
                compared++;
            }
        }

        Assert.That(compared, Is.GreaterThan(40));
    }

    static FileTree TreeOf(IEnumerable<string> lines)
    {
        var tree = new FileTree();
        foreach (var words in lines.Where(line => line.StartsWith("stat ", StringComparison.Ordinal)).Select(line => line.Split(' '))
            .OrderBy(words => words[1].Count(character => character == '/')))
        {
            var mode = IsoTrees.Octal(words[2][2..]);
            var metadata = new FileMetadata { Mode = mode & 0xFFF };
            tree.Set(words[1], (mode & 0xF000) == 0x4000
                ? new DirectoryNode(metadata)
                : new RegularFile(BlobSource.FromBytes(TestBytes.Noise(int.Parse(words[5], CultureInfo.InvariantCulture))), metadata));
        }

        return tree;
    }

    static Dictionary<string, ulong> Superblock(Dictionary<string, ulong> expected, FileTree tree)
    {
        var features = expected["features_incompat"] switch
        {
            0x0B => XfsFeatureSet.Lts61,
            0x2B => XfsFeatureSet.Lts66,
            _ => XfsFeatureSet.Lts618,
        };
        var bytes = XfsImageBuilder.Build(
            tree, XfsOptions.ForBootPartition((long)expected["dblocks"] * 4096, features, (int)expected["sectsize"])).Slice(0, 512).ToArray();
        return Fields.ToDictionary(field => field.Name, field => bytes.AsSpan(field.Offset, field.Size) switch
        {
            { Length: 1 } value => value[0],
            { Length: 2 } value => BinaryPrimitives.ReadUInt16BigEndian(value),
            { Length: 4 } value => BinaryPrimitives.ReadUInt32BigEndian(value),
            var value => BinaryPrimitives.ReadUInt64BigEndian(value),
        });
    }

    static ulong Number(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? ulong.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : ulong.Parse(text, CultureInfo.InvariantCulture);
}
