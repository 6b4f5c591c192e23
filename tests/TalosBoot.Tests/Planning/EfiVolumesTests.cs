using TalosBoot.Archives.Trees;
using TalosBoot.FileSystems.Fat;
using TalosBoot.Planning.Bootloaders;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Planning;

[TestFixture]
public sealed class EfiVolumesTests
{
    const long Mebibyte = 1024 * 1024;

    // From the specification (docs/formats/iso.md): 2 from 135,146 sectors, 4 from 270,292, 8 from 540,584; and 97 MiB as observed.
    [TestCase(135_145, 1)]
    [TestCase(135_146, 2)]
    [TestCase(198_656, 2)]
    [TestCase(270_291, 2)]
    [TestCase(270_292, 4)]
    [TestCase(540_583, 4)]
    [TestCase(540_584, 8)]
    [TestCase(5_000_000, 8)]
    public void The_partition_of_an_ISO_has_clusters_as_large_as_possible(long sectors, int expected) =>
        Assert.That(EfiVolumes.ForIso(sectors * 512).SectorsPerCluster, Is.EqualTo(expected));

    [Test]
    public void The_partition_of_an_ISO_has_room_for_its_files_and_ten_mebibytes()
    {
        Assert.That(EfiVolumes.IsoSize(98_816, (86 * Mebibyte) + 1), Is.EqualTo(98 * Mebibyte));

        // Upstream has no such floor, and no files so small. A FAT32 with fewer clusters than firmware wants would be refused.
        var smallest = EfiVolumes.IsoSize(1, 1);
        Assert.That(smallest, Is.EqualTo(33 * Mebibyte));
        Assert.That(() => FatImageBuilder.Build(new FileTree(), EfiVolumes.ForIso(smallest)), Throws.Nothing);
    }

    [Test]
    public void The_2880_KiB_image_is_that_of_mformat_but_for_its_boot_code()
    {
        using var folder = new TemporaryFolder();
        var path = folder["floppy.img"];
        ForeignTool.Run("mformat", "-C", "-f", "2880", "-L", "16", "-N", "5cf2edfc", "-i", path);
        var expected = File.ReadAllBytes(path);
        var actual = FatImageBuilder.Build(new FileTree(), EfiVolumes.ForGrubIso(0x5CF2EDFC)).ToArray();

        // The version of mtools in the name of the formatter, and what a BIOS would run.
        "MTOO4049"u8.CopyTo(expected.AsSpan(3));
        actual.AsSpan(62..510).CopyTo(expected.AsSpan(62));
        Assert.That(actual.AsSpan().CommonPrefixLength(expected), Is.EqualTo(expected.Length));
    }
}
