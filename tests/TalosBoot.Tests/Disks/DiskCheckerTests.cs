using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Disks.PartitionTables;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Disks;

/// <summary>The checkers of partition tables and file systems find nothing wrong with disks of any version, architecture and bootloader.</summary>
public sealed class DiskCheckerTests
{
    static readonly string[] Versions = ["v1.2.9", "v1.5.5", "v1.7.6", "v1.9.5", "v1.10.0", "v1.11.2", "v1.13.0", "v1.14.0"];

    static readonly Version FirstWithParentPointers = new(6, 10);

    DiskEngine _engine = null!;

    [OneTimeSetUp]
    public void Create() => _engine = new DiskEngine();

    [OneTimeTearDown]
    public async Task DisposeAsync() => await _engine.DisposeAsync();

    static IEnumerable<TestCaseData> Disks =>
    [
        .. Versions.SelectMany(version => new[] { Architecture.Amd64, Architecture.Arm64 }.Select(arch => new TestCaseData("metal", version, arch))),
        .. Versions.Where(version => version != "v1.2.9").Select(version => new TestCaseData("secureboot-metal", version, Architecture.Amd64)),
        new("metal-4k", "v1.9.5", Architecture.Amd64),
        new("metal-4k", "v1.13.0", Architecture.Amd64),
        new("metal-4k", "v1.14.0", Architecture.Arm64),
    ];

    [TestCaseSource(nameof(Disks))]
    public async Task Nothing_is_wrong_with_the_table_and_the_file_systems(string profile, string version, Architecture architecture)
    {
        using var folder = new TemporaryFolder();
        using var asset = await _engine.Describe(profile, version, architecture).PackagedAs(TalosBoot.Profiles.OutFormat.Raw).PlanAsync();
        var disk = GptReader.Read(asset.Content);
        if (disk.SectorSize == 512)
        {
            // sgdisk takes the sectors of a file for 512 bytes.
            await asset.WriteToFileAsync(folder["disk"]);
            Assert.That(ForeignTool.Run("sgdisk", "-v", folder["disk"]).Output, Does.Contain("No problems found"));
            File.Delete(folder["disk"]);
        }

        foreach (var partition in disk.Partitions)
        {
            await partition.Content.WriteToFileAsync(folder[partition.Name]);
            switch (partition.Name)
            {
                case "EFI":
                    ForeignTool.Run("fsck.fat", "-n", folder["EFI"]);
                    break;
                case "BOOT":
                    CheckXfs(folder["BOOT"], new TalosQuirks(TalosVersion.Parse(version)));
                    break;
            }

            File.Delete(folder[partition.Name]);
        }
    }

    /// <summary>An older xfs_repair refuses features that it does not know; the file systems' own tests ask the kernel about those.</summary>
    static void CheckXfs(string path, TalosQuirks quirks)
    {
        var version = ForeignTool.Run("xfs_repair", "-V").Lines[0].Split(' ')[^1];
        if (quirks.XfsConfiguration != "lts_6.18.conf" || Version.Parse(version) >= FirstWithParentPointers)
        {
            ForeignTool.Run("xfs_repair", "-n", "-f", path);
        }
    }

    [Test]
    public async Task The_partitions_are_those_of_the_specification()
    {
        var quirks = new Dictionary<string, string>
        {
            ["v1.7.6"] = "EFI:2048-206847 BIOS:206848-208895 BOOT:208896-2256895 META:2256896-2258943 STATE:2258944-2463743 EPHEMERAL:2463744-2549759",
            ["v1.9.5"] = "EFI:2048-206847 BIOS:206848-208895 BOOT:208896-2256895 META:2256896-2258943",
            ["v1.10.0"] = "EFI:2048-2256895 BIOS:2256896-2258943 BOOT:2258944-4306943 META:4306944-4308991",
            ["v1.13.0"] = "EFI:2048-4304895 BIOS:4304896-4306943 BOOT:4306944-8402943 META:8402944-8404991",
        };
        foreach (var (version, expected) in quirks)
        {
            using var asset = await _engine.Describe("metal", version).PackagedAs(TalosBoot.Profiles.OutFormat.Raw).PlanAsync();
            var partitions = GptReader.Read(asset.Content).Partitions;
            Assert.That(string.Join(' ', partitions.Select(each => $"{each.Name}:{each.Extent.FirstLba}-{each.Extent.LastLba}")), Is.EqualTo(expected), version);
        }
    }

    [Test]
    public async Task The_same_request_gives_the_same_disk_and_reads_nothing_of_its_holes()
    {
        using var first = await _engine.Describe("metal", "v1.13.0").PackagedAs(TalosBoot.Profiles.OutFormat.Raw).PlanAsync();
        await using var other = new DiskEngine();
        using var second = await other.Describe("metal", "v1.13.0").PackagedAs(TalosBoot.Profiles.OutFormat.Raw).PlanAsync();
        Assert.That(first.Content.Extents.Sum(extent => extent.Length), Is.LessThan(first.Size!.Value / 10));
        foreach (var extent in first.Content.Extents)
        {
            Assert.That(
                Digest.Sha256(first.Content.Slice(extent.Offset, extent.Length)), Is.EqualTo(Digest.Sha256(second.Content.Slice(extent.Offset, extent.Length))));
        }

        Assert.That(second.Content.Extents, Is.EqualTo(first.Content.Extents));
    }
}
