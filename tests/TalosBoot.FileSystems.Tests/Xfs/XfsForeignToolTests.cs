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
    const string Uuid = "24c73076-4092-85dd-9d98-686a2dbf6d81";

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
            XfsPrograms.Check(folder["volume"]);
        }
    }

    /// <summary>From the third group of 768 GiB on, inodes have numbers of more than 32 bits.</summary>
    [TestCase(XfsFeatureSet.Lts61)]
    [TestCase(XfsFeatureSet.Lts66)]
    public async Task Short_directories_with_wide_inode_numbers_are_sound(XfsFeatureSet features)
    {
        var tree = new FileTree();
        foreach (var path in new[] { "a", "b", "c", "d", "c/e", "c/f", "c/g", "c/h", "d/i" })
        {
            tree.EnsureDirectory(path);
            tree.SetFile($"{path}/file", BlobSource.FromText(path));
        }

        using var folder = new TemporaryFolder();
        var volume = XfsImageBuilder.Build(tree, new XfsOptions { Size = 3L << 40, Features = features });
        await volume.WriteToFileAsync(folder["volume"]);
        XfsPrograms.Check(folder["volume"]);
        Assert.That(VolumeText.Of(XfsReader.Read(volume).Tree), Is.EqualTo(VolumeText.Of(tree)));
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
    [TestCase((4L << 40) - 4096, 512)]
    public async Task An_empty_volume_has_the_superblock_of_mkfs_xfs(long size, int sectorSize)
    {
        using var folder = new TemporaryFolder();
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

    [TestCase(XfsFeatureSet.Lts61, "lts_6.1.conf")]
    [TestCase(XfsFeatureSet.Lts66, "lts_6.6.conf")]
    [TestCase(XfsFeatureSet.Lts612, "lts_6.12.conf")]
    [TestCase(XfsFeatureSet.Lts618, "lts_6.18.conf")]
    public async Task A_volume_has_the_features_that_a_configuration_of_mkfs_xfs_gives_it(XfsFeatureSet features, string configuration)
    {
        using var folder = new TemporaryFolder();
        const long Size = 1000 * Mebibyte;
        await XfsImageBuilder.Build(new FileTree(), XfsOptions.ForBootPartition(Size, features)).WriteToFileAsync(folder["ours"]);
        await using (var stream = File.Create(folder["theirs"]))
        {
            stream.SetLength(Size);
        }

        ForeignTool.Run(
            XfsPrograms.Find("mkfs.xfs"), "-q", "-f", "-c", $"options={ConfigurationOf(configuration, folder)}", "-L", "BOOT", "-m", $"uuid={Uuid}", folder["theirs"]);
        Assert.That(Superblock(folder["ours"]), Is.EqualTo(Superblock(folder["theirs"])));
    }

    /// <summary>Releases before 6.18 do not bring its configuration, which turns two features on that are off in that of 6.12 (xfsprogs mkfs/lts_6.18.conf).</summary>
    static string ConfigurationOf(string name, TemporaryFolder folder)
    {
        var known = Path.Combine(XfsPrograms.Configurations, name);
        if (name != "lts_6.18.conf" || File.Exists(known))
        {
            return known;
        }

        var earlier = File.ReadAllText(Path.Combine(XfsPrograms.Configurations, "lts_6.12.conf"));
        return folder.WriteFile("configuration", System.Text.Encoding.UTF8.GetBytes(
            earlier.Replace("exchange=0", "exchange=1", StringComparison.Ordinal).Replace("parent=0", "parent=1", StringComparison.Ordinal)));
    }

    /// <summary>
    /// All fields but the checksum, the log sequence number and the version, of which older programs set the bit for attributes with the first.
    /// </summary>
    static string[] Superblock(string path) =>
        [.. ForeignTool.Run(XfsPrograms.Find("xfs_db"), "-r", "-c", "sb 0", "-c", "p", path).Lines.Where(line => !line.StartsWith("crc", StringComparison.Ordinal)
            && !line.StartsWith("lsn", StringComparison.Ordinal) && !line.StartsWith("versionnum", StringComparison.Ordinal))];
}
