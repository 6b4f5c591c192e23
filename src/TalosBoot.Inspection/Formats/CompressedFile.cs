using System.Globalization;
using TalosBoot.Compression;
using TalosBoot.DiskImages;
using TalosBoot.Inspection.Opening;

namespace TalosBoot.Inspection.Formats;

/// <summary>A compressed file, such as <c>metal-amd64.raw.zst</c>.</summary>
internal sealed class CompressedFile : IAssetFormat
{
    public bool Recognizes(ContentPart part) => Decompressor.Detect(part.Start(Decompressor.DetectionLength)) != CompressionFormat.None;

    public async ValueTask<OpenedPart?> OpenAsync(ContentPart part, InspectionWork work, CancellationToken cancellationToken)
    {
        var compression = Decompressor.Detect(part.Start(Decompressor.DetectionLength));
        if (!work.ReadsContents)
        {
            work.Findings.Omit(part, "it is compressed: all of it would have to be read.");
            return new OpenedPart { Format = compression.ToString().ToLowerInvariant() };
        }

        var limits = new DiskImageReadLimits { MaximumDiskLength = work.UnpackedLimit };
        var plain = await SparseUnpacking.UnpackAsync(
                part.Content, compression, limits, work.Spool, work.Context, cancellationToken, count => work.Budget.SpendBytes(count))
            .ConfigureAwait(false);
        var inner = new ContentPart(part, NameWithin(part.FileName), plain);
        return new OpenedPart
        {
            Format = compression.ToString().ToLowerInvariant(),
            Facts = [new AssetFact("unpacked", string.Create(CultureInfo.InvariantCulture, $"{plain.Length} bytes"))],
            Parts = [inner],
            Inner = inner,
        };
    }

    /// <summary>The name without the ending of the compression, so that what goes by names recognizes it.</summary>
    static string NameWithin(string name) => Path.GetExtension(name) is ".xz" or ".zst" or ".gz" ? Path.GetFileNameWithoutExtension(name) : "content";
}
