using System.Globalization;
using TalosBoot.Compression;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Initramfs;
using TalosBoot.Inspection.Opening;
using TalosBoot.Schematics;

namespace TalosBoot.Inspection.Formats;

/// <summary>An initramfs, with the extensions that were added to it.</summary>
internal sealed class InitramfsFile : IAssetFormat
{
    public const string Name = "initramfs";

    public bool Recognizes(ContentPart part)
    {
        var start = part.Start(Decompressor.DetectionLength);
        return IsArchive(start)
            || (Decompressor.Detect(start) is not (CompressionFormat.None or CompressionFormat.Bzip2) and var compression && HoldsArchive(part, compression));
    }

    public async ValueTask<OpenedPart?> OpenAsync(ContentPart part, InspectionWork work, CancellationToken cancellationToken)
    {
        if (!work.ReadsContents)
        {
            work.Findings.Omit(part, "its extensions are in compressed segments: all of it would have to be read.");
            return new OpenedPart { Format = Name, Kind = AssetKind.Initramfs };
        }

        work.Budget.SpendBytes(part.Content.Length);
        var contents = await work.UnpackAsync(limit => InitramfsReader.ReadAsync(
            part.Content, new SegmentReader(work.Spool, work.Context.Budget, limit), cancellationToken)).ConfigureAwait(false);
        foreach (var layer in contents.Layers)
        {
            Note(part, layer, work);
        }

        return new OpenedPart
        {
            Format = Name,
            Kind = AssetKind.Initramfs,
            Facts = [.. contents.Layers.Select(layer => new AssetFact(layer.ImageName, $"{layer.Manifest.Name} {layer.Manifest.Version}"))],
            Parts = [.. contents.Segments.Select((segment, index) => new SegmentPart(part, NameOf(index, segment), segment))],
        };
    }

    static string NameOf(int index, InitramfsSegment segment)
    {
        var compression = segment.Compression == CompressionFormat.None ? string.Empty : $" ({segment.Compression.ToString().ToLowerInvariant()})";
        return string.Create(CultureInfo.InvariantCulture, $"segment {index + 1}{compression}");
    }

    static void Note(ContentPart part, InitramfsLayer layer, InspectionWork work)
    {
        var manifest = layer.Manifest;
        var path = $"{part.Path} > {layer.ImageName}".TrimStart(' ', '>');
        var extension = new InspectedExtension(path, manifest.Name, manifest.Version, manifest.Author, manifest.Description);

        work.Findings.AddOnce(extension);

        if (manifest.Name == SchematicExtension.Name)
        {
            work.Findings.Schematic ??= new InspectedSchematic(manifest.Version, manifest.ExtraInfo.Length > 0 ? work.Mask.ApplyToSchematic(manifest.ExtraInfo) : null);
        }
    }

    static bool IsArchive(ReadOnlySpan<byte> start) =>
        start.StartsWith("070701"u8) || start.StartsWith("070702"u8);

    static bool HoldsArchive(ContentPart part, CompressionFormat compression)
    {
        try
        {
            var start = new byte[Decompressor.DetectionLength];
            using var input = part.Content.OpenRead();
            using var plain = Decompressor.Open(input, compression);
            return plain.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && IsArchive(start);
        }
        catch (ImageFormatException)
        {
            // Then it is no initramfs, and whatever opens the compressed file says what is wrong.
            return false;
        }
    }
}
