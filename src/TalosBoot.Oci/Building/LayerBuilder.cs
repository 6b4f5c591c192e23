using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Compression;
using TalosBoot.Compression.Gzip;
using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Building;

/// <summary>Makes layers. The same tree gives the same bytes, on any machine and with any number of threads (docs/formats/oci.md).</summary>
public static class LayerBuilder
{
    // Go's zstd layers are written at about this effort.
    const int ZstdLevel = 3;

    /// <summary>Makes a layer of a tree.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="compression">None, gzip or zstd.</param>
    /// <param name="spool">Takes what is compressed. It must outlive the layer.</param>
    /// <param name="cancellationToken">Stops compressing.</param>
    /// <exception cref="ImageFormatException">The tree holds something for which tar has no member (TB4106).</exception>
    public static ContainerLayer BuildFromTree(
        FileTree tree, CompressionFormat compression, ContentSpool spool, CancellationToken cancellationToken = default) =>
        BuildFromArchive(TarArchive.Plan(tree, cancellationToken), compression, spool, cancellationToken);

    /// <summary>Makes a layer of a tar archive.</summary>
    /// <param name="archive">The archive, not compressed. Without compression, it is the layer.</param>
    /// <param name="compression">None, gzip or zstd.</param>
    /// <param name="spool">Takes what is compressed. It must outlive the layer.</param>
    /// <param name="cancellationToken">Stops compressing.</param>
    public static ContainerLayer BuildFromArchive(
        BlobSource archive, CompressionFormat compression, ContentSpool spool, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(spool);
        var diffId = Digest.Sha256(archive, cancellationToken);
        var (mediaType, content) = compression switch
        {
            CompressionFormat.None => (OciMediaTypes.Layer, archive),
            CompressionFormat.Gzip => (OciMediaTypes.LayerGzip, spool.Write(
                ContentKind.Compressed, output => GzipWriter.Write(archive, output, null, cancellationToken))),
            CompressionFormat.Zstd => (OciMediaTypes.LayerZstd, spool.Write(
                ContentKind.Compressed, output => ZstdWriter.Write(archive, output, new ZstdWriterOptions { Level = ZstdLevel }, cancellationToken))),
            _ => throw new ArgumentOutOfRangeException(nameof(compression), compression, "Layers are not compressed, or in gzip or zstd."),
        };
        var descriptor = new OciDescriptor
        {
            MediaType = mediaType,
            Size = content.Length,
            Digest = compression == CompressionFormat.None ? diffId : Digest.Sha256(content, cancellationToken),
        };
        return new ContainerLayer(new MemoryBlobStore("a new layer", [(descriptor, content)]), descriptor, diffId);
    }
}
