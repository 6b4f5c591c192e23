using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.DiskImages;

namespace TalosBoot.Tests.Fidelity.Descriptions;

/// <summary>What is packed as a whole: the head of the packing, and what is in it.</summary>
sealed class CompressedDescriber : IContentDescriber
{
    const int GzipShown = 10;
    const int XzShown = 12;

    public IReadOnlyList<string> Kinds { get; } = ["gzip", "xz"];

    public bool Matches(string name, BlobSource content) =>
        !name.Contains("initramfs", StringComparison.Ordinal) && Detect(content) is not CompressionFormat.None;

    public void Describe(string name, BlobSource content, AssetDescription description)
    {
        var format = Detect(content);
        var suffix = format switch { CompressionFormat.Gzip => "gz", CompressionFormat.Zstd => "zst", _ => "xz" };
        if (format is CompressionFormat.Gzip or CompressionFormat.Xz)
        {
            var head = AssetDescription.Bytes(content, 0, format == CompressionFormat.Gzip ? GzipShown : XzShown);
            description.Say($"{name} {(format == CompressionFormat.Gzip ? "gzip" : "xz")} {Convert.ToHexStringLower(head)}");
        }

        var plain = SparseUnpacking.UnpackAsync(content, format, new DiskImageReadLimits(), description.Spool, new BuildContext(), default).GetAwaiter().GetResult();
        description.Describe(plain, $"{name}>{suffix}");
    }

    static CompressionFormat Detect(BlobSource content) => Decompressor.Detect(AssetDescription.Bytes(content, 0, 6));
}
