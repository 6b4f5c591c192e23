using TalosBoot.Core.Content;
using TalosBoot.Disks.PartitionTables;

namespace TalosBoot.Disks.Tests.PartitionTables;

/// <summary>Layouts of Talos disk images (disk.md 1.3 and 1.4).</summary>
internal static class TalosLayouts
{
    public const long Mebibyte = 1024 * 1024;

    public static GptImageBuilder DualBoot(long size = 4247, int sectorSize = 512, long entriesLba = 2) => Build(
        new GptOptions { Size = size * Mebibyte, SectorSize = sectorSize, EntriesLba = entriesLba },
        Esp(2101), Bios(), Linux("BOOT", 2000), Linux("META", 1));

    public static GptImageBuilder SystemdBoot(long size = 2246) =>
        Build(new GptOptions { Size = size * Mebibyte }, Esp(2101), Linux("META", 1));

    public static GptImageBuilder Grub(long size = 1246) => Build(
        new GptOptions { Size = size * Mebibyte },
        Esp(100), Bios(), Linux("BOOT", 1000), Linux("META", 1), Linux("STATE", 100), Linux("EPHEMERAL", null));

    public static GptPartition Linux(string name, long? size, BlobSource? content = null) =>
        new() { Name = name, Type = PartitionTypes.LinuxData, Size = size * Mebibyte, Content = content };

    static GptPartition Esp(long size) => new() { Name = "EFI", Type = PartitionTypes.EfiSystem, Size = size * Mebibyte };

    static GptPartition Bios() =>
        new() { Name = "BIOS", Type = PartitionTypes.BiosBoot, Size = Mebibyte, Attributes = GptPartition.LegacyBiosBootable };

    public static GptImageBuilder Build(GptOptions options, params GptPartition[] partitions)
    {
        var builder = new GptImageBuilder(options);
        foreach (var partition in partitions)
        {
            builder.Add(partition);
        }

        return builder;
    }
}
