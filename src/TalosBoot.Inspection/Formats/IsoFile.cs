using System.Globalization;
using TalosBoot.FileSystems.Iso9660;
using TalosBoot.Inspection.Opening;

namespace TalosBoot.Inspection.Formats;

/// <summary>An ISO image.</summary>
internal sealed class IsoFile : IAssetFormat
{
    /// <summary>The first volume descriptor, behind its type.</summary>
    const int MarkOffset = (16 * 2048) + 1;

    public static bool HasMark(ContentPart part) => part.HasAt(MarkOffset, "CD001"u8);

    public bool Recognizes(ContentPart part) => HasMark(part);

    public ValueTask<OpenedPart?> OpenAsync(ContentPart part, InspectionWork work, CancellationToken cancellationToken)
    {
        var volume = IsoReader.Read(part.Content, cancellationToken: cancellationToken);
        var facts = new List<AssetFact> { new("volume", volume.VolumeId) };
        foreach (var entry in volume.BootEntries)
        {
            facts.Add(new AssetFact(
                "boot catalog", string.Create(CultureInfo.InvariantCulture, $"{NameOf(entry.Platform)}, {entry.Image.Length} bytes at byte {entry.Offset}")));
        }

        var partitions = volume.Partitions.Select(partition => (
            Part: new ContentPart(part, Partitions.NameOf(partition.Number, partition.Name, partition.IsEfiSystemPartition), partition.Content), partition)).ToList();
        foreach (var (opened, partition) in partitions)
        {
            work.Findings.Partitions.Add(new InspectedPartition(
                partition.Number, partition.Name,
                partition.MbrType == 0 ? Partitions.TypeName(partition.GptType) : partition.IsEfiSystemPartition ? "EFI system" : $"0x{partition.MbrType:x2}",
                partition.Offset, partition.Content.Length, Partitions.ContentOf(opened)));
        }

        if (volume.BootEntries.Any(entry => entry.Platform == IsoBootPlatform.Bios && entry.IsBootable))
        {
            work.Findings.Boots.Add("A PC with a BIOS starts the boot image of the catalog, GRUB.");
        }

        return ValueTask.FromResult<OpenedPart?>(new OpenedPart
        {
            Format = "ISO 9660",
            Kind = AssetKind.Iso,
            Facts = facts,
            Parts = [.. OpenedPart.PartsOf(part, volume.Tree), .. partitions.Where(pair => pair.partition.IsEfiSystemPartition).Select(pair => pair.Part)],
        });
    }

    static string NameOf(IsoBootPlatform platform) => platform switch
    {
        IsoBootPlatform.Bios => "BIOS",
        IsoBootPlatform.Efi => "UEFI",
        _ => platform.ToString(),
    };
}
