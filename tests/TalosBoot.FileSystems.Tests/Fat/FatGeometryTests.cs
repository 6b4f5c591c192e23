using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Fat;
using TalosBoot.FileSystems.Fat.Writing;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Fat;

[TestFixture]
public sealed class FatGeometryTests
{
    const long Mebibyte = 1024 * 1024;

    // From the specification (disk.md 8.1), measured with mkfs.fat 4.2.
    [TestCase(100, 512, 204_800, 1, 1576, 201_616, 8, 32)]
    [TestCase(1101, 512, 2_254_833, 8, 2200, 281_300, 64, 63)]
    [TestCase(2101, 512, 4_302_837, 8, 4200, 536_800, 128, 63)]
    [TestCase(100, 4096, 25_600, 1, 25, 25_518, 2, 32)]
    [TestCase(1101, 4096, 281_856, 1, 275, 281_274, 16, 32)]
    [TestCase(2101, 4096, 537_831, 8, 72, 67_206, 16, 63)]
    public void An_EFI_system_partition_has_the_geometry_of_the_specification(
        int size, int sectorSize, int sectors, int sectorsPerCluster, int sectorsPerFat, int clusters, int heads, int sectorsPerTrack)
    {
        var options = FatOptions.ForEfiSystemPartition(size * Mebibyte, sectorSize) with { AllowsSmallFat32 = true };
        var geometry = FatGeometryChooser.Choose(options);
        Assert.That(
            (geometry.TotalSectors, geometry.SectorsPerCluster, geometry.SectorsPerFat, geometry.ClusterCount, geometry.Heads,
                geometry.SectorsPerTrack),
            Is.EqualTo(((uint)sectors, sectorsPerCluster, (uint)sectorsPerFat, (uint)clusters, heads, sectorsPerTrack)));
        Assert.That((geometry.ReservedSectors, geometry.FatCount, geometry.RootEntries, geometry.Media), Is.EqualTo((32, 2, 0, 0xF8)));
    }

    static IEnumerable<FatOptions> Volumes()
    {
        // The edges of the tables, a track around them, and sizes that are no whole track.
        long[] kibibytes =
        [
            64, 100, 360, 500, 720, 1200, 1440, 1441, 2048, 2049, 2880, 4096, 4097, 8192, 8193, 16_384, 16_400, 32_768, 33_000, 65_535,
            131_072, 131_088, 262_144, 262_200, 300_001, 516_128, 524_287, 524_288, 1_032_192, 1_032_224, 2_064_416, 4_128_768, 4_128_800,
            8_388_608, 8_388_672, 16_777_280, 33_554_432, 33_554_496,
        ];
        foreach (var size in kibibytes)
        {
            yield return new FatOptions { Size = size * 1024 };
        }

        foreach (var size in new long[] { 1200, 66_000, 560_000 })
        {
            foreach (var sectorSize in new[] { 512, 1024, 2048, 4096 })
            {
                yield return new FatOptions { Size = (size * 1024) + 512, SectorSize = sectorSize };
                yield return new FatOptions { Size = size * 1024, SectorSize = sectorSize, Type = FatType.Fat32, AllowsSmallFat32 = true };
                yield return new FatOptions { Size = size * 1024, SectorSize = sectorSize, Type = FatType.Fat16 };
                yield return new FatOptions { Size = size * 1024, SectorSize = sectorSize, Type = FatType.Fat12 };
            }
        }

        foreach (var cluster in new[] { 1, 2, 16, 128 })
        {
            yield return new FatOptions { Size = 100 * Mebibyte, SectorsPerCluster = cluster };
            yield return new FatOptions
            {
                Size = 4 * Mebibyte,
                SectorsPerCluster = cluster,
                FatCount = 1,
                RootEntries = 100,
                ReservedSectors = 7,
            };
            yield return new FatOptions
            {
                Size = 600 * Mebibyte,
                SectorsPerCluster = cluster,
                ReservedSectors = 2,
                FatCount = 1,
                Type = FatType.Fat32,
                AllowsSmallFat32 = true,
            };
        }

        for (var reserved = 2; reserved < 9; reserved++)
        {
            yield return new FatOptions { Size = 3 * Mebibyte, ReservedSectors = reserved, Type = FatType.Fat32, AllowsSmallFat32 = true };
        }
    }

    [Test]
    public void Any_geometry_is_that_of_mkfs_fat()
    {
        using var folder = new TemporaryFolder();
        var compared = 0;
        foreach (var options in Volumes())
        {
            var path = FatReference.TryFormat(folder, options);
            if (path is null)
            {
                Assert.That(() => FatGeometryChooser.Choose(options), Throws.InstanceOf<LayoutException>(), options.ToString());
                continue;
            }

            // All reserved sectors, and the start of the first FAT.
            var expected = FatReference.ReadStart(path, 128 * 1024);
            var actual = new byte[expected.Length];
            FatImageBuilder.Build(new FileTree(), options).Read(0, actual);
            Assert.That(actual.AsSpan().CommonPrefixLength(expected), Is.EqualTo(expected.Length), options.ToString());
            compared++;
        }

        Assert.That(compared, Is.GreaterThan(70));
    }

    [Test]
    public void A_FAT32_that_firmware_would_take_for_a_FAT16_needs_permission()
    {
        var options = FatOptions.ForEfiSystemPartition(100 * Mebibyte, 4096);
        Assert.That(
            () => FatImageBuilder.Build(new FileTree(), options),
            Throws.InstanceOf<LayoutException>().With.Property("DiagnosticId").EqualTo("TB4301")
                .And.Property("Needed").EqualTo(65_525L * 4096).And.Property("Available").EqualTo(25_518L * 4096)
                .And.Property("Region").EqualTo("EFI system partition"));
        Assert.That(() => FatImageBuilder.Build(new FileTree(), options with { AllowsSmallFat32 = true }), Throws.Nothing);
    }

    [TestCase(10_000L, null)]
    [TestCase(3_000_000_000L, FatType.Fat12)]
    [TestCase(9_000_000_000L, FatType.Fat16)]
    [TestCase(1_000_000L, FatType.Fat16)]
    public void A_size_that_a_type_cannot_have_is_refused(long size, FatType? type)
    {
        Assert.That(
            () => FatImageBuilder.Build(new FileTree(), new FatOptions { Size = size, Type = type }),
            Throws.InstanceOf<LayoutException>().With.Property("DiagnosticId").EqualTo("TB4301"));
    }

    static IEnumerable<FatOptions> ImpossibleOptions()
    {
        var options = new FatOptions { Size = 40 * Mebibyte };
        yield return options with { Size = 0 };
        yield return options with { SectorSize = 513 };
        yield return options with { SectorsPerCluster = 3 };
        yield return options with { SectorsPerCluster = 256 };
        yield return options with { FatCount = 3 };
        yield return options with { RootEntries = 0 };
        yield return options with { RootEntries = 40_000 };
        yield return options with { ReservedSectors = 0 };
        yield return options with { ReservedSectors = 1, Type = FatType.Fat32 };
        yield return options with { OemName = "too long!" };
        yield return options with { Label = "TWELVE CHARS" };
        yield return options with { Label = "A+B" };
        yield return options with { Label = " A" };
        yield return options with { Label = "Ä" };
    }

    [TestCaseSource(nameof(ImpossibleOptions))]
    public void An_option_that_FAT_does_not_have_is_refused(FatOptions options)
    {
        Assert.That(() => FatImageBuilder.Build(new FileTree(), options), Throws.InstanceOf<ArgumentException>());
    }
}
