using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Tests.Volumes;
using TalosBoot.FileSystems.Xfs;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Xfs;

/// <summary>What xfsprogs says of our volumes.</summary>
[TestFixture]
public sealed class XfsForeignToolTests
{
    const long Mebibyte = 1024 * 1024;

    static IEnumerable<TestCaseData> Volumes()
    {
        foreach (var features in Enum.GetValues<XfsFeatureSet>())
        {
            yield return new TestCaseData(new XfsOptions { Size = 1000 * Mebibyte, Features = features }).SetArgDisplayNames($"{features}_1000");
            yield return new TestCaseData(XfsOptions.ForBootPartition(2000 * Mebibyte, features, 4096))
                .SetArgDisplayNames($"{features}_2000_4096");
        }

        yield return new TestCaseData(new XfsOptions { Size = (317 * Mebibyte) + 12_345, Features = XfsFeatureSet.Lts66, Label = "odd" })
            .SetArgDisplayNames("odd_size");
    }

    [TestCaseSource(nameof(Volumes))]
    public async Task Repair_finds_nothing_to_repair(XfsOptions options)
    {
        foreach (var tree in new[] { new FileTree(), VolumeTrees.Boot(), VolumeTrees.Everything() })
        {
            using var folder = new TemporaryFolder();
            await XfsImageBuilder.Build(tree, options).WriteToFileAsync(folder["volume"]);
            XfsTools.Check(folder["volume"], options.Features);
        }
    }

    [TestCase(300 * Mebibyte, 512)]
    [TestCase((301 * Mebibyte) + 4096, 512)]
    [TestCase((777 * Mebibyte) + 12_345, 4096)]
    [TestCase(1000 * Mebibyte, 512)]
    [TestCase(1000 * Mebibyte, 2048)]
    [TestCase(2000 * Mebibyte, 4096)]
    [TestCase(20_001 * Mebibyte, 512)]
    [TestCase(400_000 * Mebibyte, 512)]
    [TestCase(4_000_000 * Mebibyte, 512)]
    public async Task An_empty_volume_has_the_superblock_of_mkfs_xfs(long size, int sectorSize)
    {
        using var folder = new TemporaryFolder();
        const string Uuid = "24c73076-4092-85dd-9d98-686a2dbf6d81";
        await XfsImageBuilder.Build(new FileTree(), XfsOptions.ForBootPartition(size, XfsFeatureSet.Lts66, sectorSize)).WriteToFileAsync(folder["ours"]);
        await using (var stream = File.Create(folder["theirs"]))
        {
            stream.SetLength(size);
        }

        ForeignTool.Run(
            "mkfs.xfs", "-q", "-f", "-n", "ftype=1", "-L", "BOOT", "-s", $"size={sectorSize}", "-i", "sparse=1,nrext64=1",
            "-m", $"uuid={Uuid},crc=1,bigtime=1,finobt=1,inobtcount=1,reflink=1,rmapbt=1", folder["theirs"]);
        Assert.That(Superblock(folder["ours"]), Is.EqualTo(Superblock(folder["theirs"])));
    }

    /// <summary>
    /// All fields but the checksum, the log sequence number and the version, of which older programs set the bit for attributes with the first.
    /// </summary>
    static string[] Superblock(string path) =>
        [.. ForeignTool.Run("xfs_db", "-r", "-c", "sb 0", "-c", "p", path).Lines.Where(line => !line.StartsWith("crc", StringComparison.Ordinal)
            && !line.StartsWith("lsn", StringComparison.Ordinal) && !line.StartsWith("versionnum", StringComparison.Ordinal))];
}
