using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.DiskImages;
using TalosBoot.Disks.PartitionTables;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Resolving;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Disks;

/// <summary>The checkers of partition tables and file systems find nothing wrong with disks of any version, architecture and bootloader.</summary>
public sealed class DiskCheckerTests
{
    static readonly string[] Versions = ["v1.2.9", "v1.5.5", "v1.7.6", "v1.9.5", "v1.10.0", "v1.11.2", "v1.13.0", "main"];

    DiskEngine _engine = null!;

    [OneTimeSetUp]
    public void Create() => _engine = new DiskEngine();

    [OneTimeTearDown]
    public async Task DisposeAsync() => await _engine.DisposeAsync();

    static IEnumerable<string> Profiles => BuiltInProfiles.Names.Where(
        name => BuiltInProfiles.TryFind(name, out var profile) && profile.Output.Kind == OutputKind.Image);

    /// <summary>As a raw disk: other formats are held against it in their own tests.</summary>
    [TestCaseSource(nameof(Profiles))]
    public async Task Nothing_is_wrong_with_the_table_and_the_file_systems(string profile)
    {
        using var folder = new TemporaryFolder();
        foreach (var version in Versions.Where(version => !profile.StartsWith("secureboot-", StringComparison.Ordinal) || version != "v1.2.9"))
        {
            foreach (var architecture in new[] { Architecture.Amd64, Architecture.Arm64 })
            {
                using var asset = await _engine.Describe(profile, version, architecture).PackagedAs(OutFormat.Raw).PlanAsync();
                using var spool = new ContentSpool(folder.Path);
                var disk = (await DiskImageReader.ReadAsync(await asset.PackAsync(), spool)).Disk;
                await CheckAsync(disk, folder);
            }
        }
    }

    static async Task CheckAsync(BlobSource content, TemporaryFolder folder)
    {
        var disk = GptReader.Read(content);
        if (disk.SectorSize == 512)
        {
            // sgdisk takes the sectors of a file for 512 bytes.
            await content.WriteToFileAsync(folder["disk"]);
            Assert.That(ForeignTool.Run("sgdisk", "-v", folder["disk"]).Output, Does.Contain("No problems found"));
        }

        foreach (var partition in disk.Partitions.Where(partition => partition.Name is "EFI" or "BOOT"))
        {
            await partition.Content.WriteToFileAsync(folder[partition.Name]);
            if (partition.Name == "EFI")
            {
                ForeignTool.Run("fsck.fat", "-n", folder["EFI"]);
            }
            else
            {
                XfsPrograms.Check(folder["BOOT"]);
            }
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
            using var asset = await _engine.Describe("metal", version).PackagedAs(OutFormat.Raw).PlanAsync();
            var partitions = GptReader.Read(asset.Content).Partitions;
            Assert.That(string.Join(' ', partitions.Select(each => $"{each.Name}:{each.Extent.FirstLba}-{each.Extent.LastLba}")), Is.EqualTo(expected), version);
        }
    }

    [Test]
    public async Task The_same_request_gives_the_same_disk_and_reads_nothing_of_its_holes()
    {
        using var first = await _engine.Describe("metal", "v1.13.0").PackagedAs(OutFormat.Raw).PlanAsync();
        await using var other = new DiskEngine();
        using var second = await other.Describe("metal", "v1.13.0").PackagedAs(OutFormat.Raw).PlanAsync();
        Assert.That(first.Content.Extents.Sum(extent => extent.Length), Is.LessThan(first.Size!.Value / 10));
        foreach (var extent in first.Content.Extents)
        {
            Assert.That(
                Digest.Sha256(first.Content.Slice(extent.Offset, extent.Length)), Is.EqualTo(Digest.Sha256(second.Content.Slice(extent.Offset, extent.Length))));
        }

        Assert.That(second.Content.Extents, Is.EqualTo(first.Content.Extents));
    }
}
