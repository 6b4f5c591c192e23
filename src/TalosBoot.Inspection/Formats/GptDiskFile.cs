using System.Globalization;
using TalosBoot.Disks.PartitionTables;
using TalosBoot.Inspection.Opening;

namespace TalosBoot.Inspection.Formats;

/// <summary>A disk with a GUID partition table.</summary>
internal sealed class GptDiskFile : IAssetFormat
{
    const int BootCodeLength = 440;

    static readonly int[] SectorSizes = [512, 4096];

    public bool Recognizes(ContentPart part) => Array.Exists(SectorSizes, size => part.HasAt(size, "EFI PART"u8));

    public ValueTask<OpenedPart?> OpenAsync(ContentPart part, InspectionWork work, CancellationToken cancellationToken)
    {
        var disk = GptReader.Read(part.Content, cancellationToken: cancellationToken);
        var parts = new List<Part>();
        foreach (var partition in disk.Partitions)
        {
            var isEfiSystem = partition.Type == PartitionTypes.EfiSystem;
            var opened = new ContentPart(part, Partitions.NameOf(partition.Number, partition.Name, isEfiSystem), partition.Content);
            parts.Add(opened);
            work.Findings.Partitions.Add(new InspectedPartition(
                partition.Number, partition.Name, Partitions.TypeName(partition.Type), partition.Extent.Offset, partition.Content.Length, Partitions.ContentOf(opened)));
        }

        if (part.Start(BootCodeLength).AsSpan().ContainsAnyExcept((byte)0))
        {
            work.Findings.Boots.Add("A PC with a BIOS starts the boot code of the disk, GRUB.");
        }

        return ValueTask.FromResult<OpenedPart?>(new OpenedPart
        {
            Format = "GPT disk",
            Kind = AssetKind.DiskImage,
            Facts =
            [
                new AssetFact("sectors", string.Create(CultureInfo.InvariantCulture, $"{disk.SectorSize} bytes")),
                new AssetFact("disk id", disk.DiskGuid.ToString()),
            ],
            Parts = parts,
        });
    }
}
