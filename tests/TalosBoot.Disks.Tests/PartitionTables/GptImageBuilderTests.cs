using System.Globalization;
using System.Text.RegularExpressions;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Disks.PartitionTables;
using TalosBoot.Testing;

namespace TalosBoot.Disks.Tests.PartitionTables;

[TestFixture]
public sealed class GptImageBuilderTests
{
    const long Mebibyte = TalosLayouts.Mebibyte;

    static string Hex(BlobSource disk, long offset, int length)
    {
        var bytes = new byte[length];
        disk.Read(offset, bytes);
        return Convert.ToHexStringLower(bytes);
    }

    static string Lbas(GptImageBuilder builder) =>
        string.Join(' ', builder.Extents.Select(extent => $"{extent.Name}:{extent.FirstLba}-{extent.LastLba}"));

    // From the specification (disk.md 1.4).
    [Test]
    public void The_layouts_of_talos_lie_where_the_specification_says()
    {
        Assert.That(Lbas(TalosLayouts.Grub()), Is.EqualTo(
            "EFI:2048-206847 BIOS:206848-208895 BOOT:208896-2256895 META:2256896-2258943 STATE:2258944-2463743 EPHEMERAL:2463744-2549759"));
        Assert.That(Lbas(TalosLayouts.SystemdBoot()), Is.EqualTo("EFI:2048-4304895 META:4304896-4306943"));
        Assert.That(Lbas(TalosLayouts.DualBoot()), Is.EqualTo(
            "EFI:2048-4304895 BIOS:4304896-4306943 BOOT:4306944-8402943 META:8402944-8404991"));
        Assert.That(Lbas(TalosLayouts.DualBoot(sectorSize: 4096)), Is.EqualTo(
            "EFI:256-538111 BIOS:538112-538367 BOOT:538368-1050367 META:1050368-1050623"));
    }

    // From the specification (disk.md 2.3).
    [TestCase("dual-boot", "c9573fcc", "4d905d5f", "51febdd1")]
    [TestCase("sd-boot", "b0f95846", "5bd961d7", "317ffe9e")]
    [TestCase("dual-boot 4096", "fd31d423", "c714952c", "330ec2f7")]
    public void The_checksums_are_those_of_the_specification(string layout, string entries, string primary, string backup)
    {
        var disk = (layout switch
        {
            "dual-boot" => TalosLayouts.DualBoot(),
            "sd-boot" => TalosLayouts.SystemdBoot(),
            _ => TalosLayouts.DualBoot(sectorSize: 4096),
        }).Build();
        var sectorSize = layout.EndsWith("4096", StringComparison.Ordinal) ? 4096 : 512;
        Assert.That(Hex(disk, sectorSize + 88, 4), Is.EqualTo(entries));
        Assert.That(Hex(disk, sectorSize + 16, 4), Is.EqualTo(primary));
        Assert.That(Hex(disk, disk.Length - sectorSize + 16, 4), Is.EqualTo(backup));
    }

    [Test]
    public void The_tables_are_these_bytes()
    {
        var disk = TalosLayouts.DualBoot().Build();

        // From the specification (disk.md 2.3, 2.4 and 2.1).
        Assert.That(Hex(disk, 512, 92), Is.EqualTo(
            "4546492050415254000001005c0000004d905d5f000000000100000000000000ffb78400000000000008000000000000deb7840000000000"
            + "b3452dd9e9cd6087be9fa2a71fac8d1102000000000000008000000080000000c9573fcc"));
        Assert.That(Hex(disk, 446, 66), Is.EqualTo("00000200" + "eeffffff" + "01000000" + "ffb78400" + new string('0', 96) + "55aa"));
        Assert.That(Hex(disk, 1024 + 128, 128), Is.EqualTo(
            "4861682149646f6e744e656564454649" + "f52fa0a28dd86e8e9c9526b9b6c80bc3"
            + "00b0410000000000" + "ffb7410000000000" + "0400000000000000"
            + "420049004f005300" + new string('0', 128)));
        Assert.That(Hex(disk, disk.Length - (33 * 512), 512), Is.EqualTo(Hex(disk, 1024, 512)));
        Assert.That(disk.Length, Is.EqualTo(4_453_302_272));
        Assert.That(disk.Extents.Sum(extent => extent.Length), Is.EqualTo(512 + (2 * (512 + 16_384))));
    }

    // Vectors of go-blockdevice (disk.md 2.3).
    [Test]
    public void Partitions_are_allocated_as_upstream_does()
    {
        var builder = new GptImageBuilder(new GptOptions { Size = 6144 * Mebibyte });
        foreach (var size in new[] { 1024L, 100, 2560, 1024 })
        {
            builder.Add(TalosLayouts.Linux($"{size}", size));
        }

        Assert.That(builder.Extents.Select(extent => extent.FirstLba), Is.EqualTo(new[] { 2048L, 2_099_200, 2_304_000, 7_546_880 }));
        Assert.That(Hex(builder.Build(), 512 + 48, 8), Is.EqualTo("deffbf0000000000"), "the last usable sector is 12582878");
    }

    [Test]
    public void The_last_partition_takes_what_is_left_in_whole_mebibytes()
    {
        var builder = new GptImageBuilder(new GptOptions { Size = 10 * Mebibyte });
        builder.Add(new GptPartition { Name = "odd", Type = PartitionTypes.LinuxData, Size = 512 * 3 });
        var rest = builder.Add(TalosLayouts.Linux("rest", null));
        Assert.That((rest.Offset, rest.Length), Is.EqualTo((2 * Mebibyte, 7 * Mebibyte)));
        Assert.That(
            () => builder.Add(TalosLayouts.Linux("more", null)),
            Throws.InstanceOf<LayoutException>().With.Property("DiagnosticId").EqualTo("TB5002").And.Message.Contains("partition more"));
    }

    // From the specification (disk.md 1.7).
    [TestCase(2, 2048)]
    [TestCase(20_482, 22_528)]
    [TestCase(2_050, 4_096)]
    [TestCase(8_194, 10_240)]
    public void Firmware_of_a_board_may_lie_before_the_entries(long entriesLba, long expected)
    {
        var builder = TalosLayouts.DualBoot(4300, entriesLba: entriesLba);
        Assert.That(builder.Extents[0].FirstLba, Is.EqualTo(expected));
        using var folder = new TemporaryFolder();
        Verify(folder, builder.Build());
    }

    [Test]
    public void Sgdisk_finds_no_fault_and_tells_the_same()
    {
        using var folder = new TemporaryFolder();
        var path = Verify(folder, TalosLayouts.Grub().Build());
        var lines = ForeignTool.Run("sgdisk", "-p", path).Lines;
        Assert.That(lines, Does.Contain("Disk identifier (GUID): D92D45B3-CDE9-8760-BE9F-A2A71FAC8D11"));
        Assert.That(lines, Does.Contain("First usable sector is 2048, last usable sector is 2551774"));
        Assert.That(lines[^6..].Select(line => Regex.Replace(line.Trim(), " +", " ")), Is.EqualTo(new[]
        {
            "1 2048 206847 100.0 MiB EF00 EFI",
            "2 206848 208895 1024.0 KiB EF02 BIOS",
            "3 208896 2256895 1000.0 MiB 8300 BOOT",
            "4 2256896 2258943 1024.0 KiB 8300 META",
            "5 2258944 2463743 100.0 MiB 8300 STATE",
            "6 2463744 2549759 42.0 MiB 8300 EPHEMERAL",
        }));
        var bios = ForeignTool.Run("sgdisk", "-i", "2", path).Output;
        Assert.That(bios,
            Does.Contain("unique GUID: A2A02FF5-D88D-8E6E-9C95-26B9B6C80BC3").And.Contain("Attribute flags: 0000000000000004"));
    }

    static string Verify(TemporaryFolder folder, BlobSource disk)
    {
        // The tables are all that is read: a file of their size with holes between.
        var path = folder["disk.img"];
        disk.WriteToFileAsync(path).GetAwaiter().GetResult();
        Assert.That(ForeignTool.Run("sgdisk", "-v", path).Output, Does.Contain("No problems found"));
        return path;
    }

    [Test]
    public void Contents_are_placed_and_boot_code_stays_before_the_entries()
    {
        var reads = 0;
        var content = new ObservedSource(BlobSource.FromBytes(TestBytes.Noise(5000)), (_, _) => reads++);
        var builder = TalosLayouts.Build(
            new GptOptions { Size = 8 * Mebibyte }, TalosLayouts.Linux("A", 1), TalosLayouts.Linux("B", 2, content));
        var disk = builder.Build(TestBytes.Noise(446));
        Assert.That((reads, disk.Extents.Any(extent => extent.Offset == 2 * Mebibyte)), Is.EqualTo((0, true)));
        Assert.That(disk.Slice(2 * Mebibyte, 5000).ToArray(), Is.EqualTo(TestBytes.Noise(5000)));
        Assert.That(disk.Slice(0, 446).ToArray(), Is.EqualTo(TestBytes.Noise(446)));
    }

    [Test]
    public void What_does_not_fit_is_refused_with_what_it_needs()
    {
        var builder = new GptImageBuilder(new GptOptions { Size = 8 * Mebibyte });
        Assert.That(
            () => builder.Add(TalosLayouts.Linux("large", 7)),
            Throws.InstanceOf<LayoutException>().With.Property("Needed").EqualTo(7 * Mebibyte)
                .And.Property("Available").EqualTo(6 * Mebibyte));
        Assert.That(
            () => builder.Add(TalosLayouts.Linux("small", 1, BlobSource.Zeros(Mebibyte + 1))),
            Throws.InstanceOf<LayoutException>().With.Property("Needed").EqualTo(Mebibyte + 1).And.Property("Available").EqualTo(Mebibyte));
        Assert.That(builder.Extents, Is.Empty);
        Assert.That(() => new GptImageBuilder(new GptOptions { Size = Mebibyte }), Throws.InstanceOf<LayoutException>());
        for (var number = 0; number < 128; number++)
        {
            builder = number == 0 ? new GptImageBuilder(new GptOptions { Size = 200 * Mebibyte }) : builder;
            builder.Add(TalosLayouts.Linux(number.ToString(CultureInfo.InvariantCulture), 1));
        }

        Assert.That(() => builder.Add(TalosLayouts.Linux("129", 1)), Throws.InstanceOf<LayoutException>().With.Message.Contains("full"));
    }

    [Test]
    public void Options_that_a_disk_cannot_have_are_refused()
    {
        var options = new GptOptions { Size = 8 * Mebibyte };
        Assert.That(() => new GptImageBuilder(options with { SectorSize = 2048 }), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => new GptImageBuilder(options with { Size = 0 }), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => new GptImageBuilder(options with { EntriesLba = 1 }), Throws.InstanceOf<ArgumentException>());
        var builder = new GptImageBuilder(options);
        Assert.That(() => builder.Build(new byte[447]), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => builder.Add(TalosLayouts.Linux(new string('x', 37), 1)), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => builder.Add(TalosLayouts.Linux("", 1)), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => builder.Add(TalosLayouts.Linux("x", 0)), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => builder.Add(TalosLayouts.Linux("x", 1) with { Size = 1000 }), Throws.InstanceOf<ArgumentException>());
    }

    // Where loaders of boards lie (disk.md 1.7): behind the header, with the entries moved out of their way.
    [TestCase(8192, 100_000, 2050)]
    [TestCase(32_768, 10_000_000, 20_482)]
    [TestCase(20_000, 1_000_000, 2)]
    public void A_loader_lies_where_the_firmware_of_a_board_looks_for_it(long offset, int length, long entriesLba)
    {
        using var folder = new TemporaryFolder();
        var builder = TalosLayouts.Build(new GptOptions { Size = 64 * Mebibyte, EntriesLba = entriesLba }, TalosLayouts.Linux("A", 1));
        var loader = TestBytes.Noise(length);
        builder.PlaceOutsidePartitions(offset, BlobSource.FromBytes(loader), "u-boot");
        var disk = builder.Build();
        Assert.That(disk.Slice(offset, length).ToArray(), Is.EqualTo(loader));
        Verify(folder, disk);
    }

    [TestCase(512, 10, 2)]
    [TestCase(8192, 10, 2)]
    [TestCase(1000, 500, 2)]
    [TestCase(32_768, 1_100_000, 2)]
    [TestCase(8192, 2_000_000, 2050)]
    [TestCase(1_060_000, 10, 2050)]
    [TestCase(3_000_000, 10, 2)]
    public void A_loader_over_the_table_or_the_partitions_is_refused(long offset, int length, long entriesLba)
    {
        var builder = TalosLayouts.Build(new GptOptions { Size = 64 * Mebibyte, EntriesLba = entriesLba }, TalosLayouts.Linux("A", 1));
        Assert.That(
            () => builder.PlaceOutsidePartitions(offset, BlobSource.Zeros(length), "u-boot"),
            Throws.InstanceOf<LayoutException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.LoaderOutOfBounds));
    }
}
