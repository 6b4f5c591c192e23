using System.Buffers.Binary;
using System.Globalization;
using TalosBoot.FileSystems.Ext4;
using TalosBoot.FileSystems.Fat;
using TalosBoot.FileSystems.Xfs;
using TalosBoot.Inspection.Opening;

namespace TalosBoot.Inspection.Formats;

/// <summary>A file system of a partition: FAT, XFS or ext4.</summary>
internal sealed class FileSystem : IAssetFormat
{
    const int MarksLength = 2048;
    const int Ext4MarkOffset = 1080;
    const string Fat = "FAT";
    const string Xfs = "XFS";

    /// <summary>The name of the file system by its marks; null for none.</summary>
    public static string? Recognize(ContentPart part)
    {
        var start = part.Start(MarksLength);
        if (start.Length < MarksLength)
        {
            return null;
        }

        return part.HasAt(0, "XFSB"u8) ? Xfs
            : BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(510)) == 0xAA55
                && (start.AsSpan(82).StartsWith("FAT32"u8) || start.AsSpan(54).StartsWith("FAT1"u8)) ? Fat
            : BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(Ext4MarkOffset)) == 0xEF53 ? "ext4"
            : null;
    }

    public bool Recognizes(ContentPart part) => Recognize(part) is not null;

    public ValueTask<OpenedPart?> OpenAsync(ContentPart part, InspectionWork work, CancellationToken cancellationToken) =>
        ValueTask.FromResult<OpenedPart?>(Recognize(part) switch
        {
            Fat => OpenFat(part, cancellationToken),
            Xfs => OpenXfs(part, cancellationToken),
            _ => OpenExt4(part, cancellationToken),
        });

    static OpenedPart OpenFat(ContentPart part, CancellationToken cancellationToken)
    {
        var volume = FatReader.Read(part.Content, cancellationToken: cancellationToken);
        return new OpenedPart
        {
            Format = volume.Type.ToString().ToUpperInvariant(),
            Facts = [new AssetFact("label", volume.Label ?? string.Empty), new AssetFact("serial", volume.SerialNumber.ToString("x8", CultureInfo.InvariantCulture))],
            Parts = OpenedPart.PartsOf(part, volume.Tree),
        };
    }

    static OpenedPart OpenXfs(ContentPart part, CancellationToken cancellationToken)
    {
        var volume = XfsReader.Read(part.Content, cancellationToken: cancellationToken);
        return new OpenedPart
        {
            Format = Xfs,
            Facts = [new AssetFact("label", volume.Label), new AssetFact("id", volume.Uuid.ToString())],
            Parts = OpenedPart.PartsOf(part, volume.Tree),
        };
    }

    static OpenedPart OpenExt4(ContentPart part, CancellationToken cancellationToken)
    {
        var volume = Ext4Reader.Read(part.Content, cancellationToken: cancellationToken);
        return new OpenedPart
        {
            Format = "ext4",
            Facts = [new AssetFact("label", volume.Label), new AssetFact("id", volume.Uuid.ToString())],
            Parts = OpenedPart.PartsOf(part, volume.Tree),
        };
    }
}
