using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Compression;
using TalosBoot.Compression.Gzip;
using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Building;

/// <summary>Makes layers. The same tree gives the same bytes, on any machine and with any number of threads (oci.md 10.3, 12).</summary>
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
        var content = compression switch
        {
            CompressionFormat.None => archive,
            CompressionFormat.Gzip => spool.Write(ContentKind.Compressed, output => GzipWriter.Write(archive, output, Gzip(null), cancellationToken)),
            CompressionFormat.Zstd => spool.Write(ContentKind.Compressed, output => ZstdWriter.Write(archive, output, Zstd(null), cancellationToken)),
            _ => throw NoSuch(compression),
        };
        return Describe(archive, compression, content, cancellationToken);
    }

    /// <summary>
    /// Makes a layer of a tar archive. Contents of it that are compressed already are not copied: the layer refers to them, so they must stay readable as
    /// long as the layer. The bytes are those of <see cref="BuildFromArchive"/>.
    /// </summary>
    /// <param name="archive">The archive, not compressed. Without compression, it is the layer.</param>
    /// <param name="compression">None, gzip or zstd.</param>
    /// <param name="spool">Takes what is compressed. It must outlive the layer.</param>
    /// <param name="budget">Whose threads and memory compress; null for all processors.</param>
    /// <param name="cancellationToken">Stops compressing.</param>
    public static async ValueTask<ContainerLayer> PlanFromArchiveAsync(
        BlobSource archive, CompressionFormat compression, ContentSpool spool, WorkBudget? budget = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(spool);
        var content = compression switch
        {
            CompressionFormat.None => archive,
            CompressionFormat.Gzip => await GzipWriter.PlanAsync(archive, spool, Gzip(budget), cancellationToken).ConfigureAwait(false),
            CompressionFormat.Zstd => await ZstdWriter.PlanAsync(archive, spool, Zstd(budget), cancellationToken).ConfigureAwait(false),
            _ => throw NoSuch(compression),
        };
        return Describe(archive, compression, content, cancellationToken);
    }

    static GzipWriterOptions Gzip(WorkBudget? budget) => new() { Level = GzipLevel.Fast, Budget = budget };

    static ZstdWriterOptions Zstd(WorkBudget? budget) => new() { Level = ZstdLevel, Budget = budget };

    static ArgumentOutOfRangeException NoSuch(CompressionFormat compression) =>
        new(nameof(compression), compression, "Layers are not compressed, or in gzip or zstd.");

    static ContainerLayer Describe(BlobSource archive, CompressionFormat compression, BlobSource content, CancellationToken cancellationToken)
    {
        var diffId = Digest.Sha256(archive, cancellationToken);
        var descriptor = new OciDescriptor
        {
            MediaType = compression switch
            {
                CompressionFormat.Gzip => OciMediaTypes.LayerGzip,
                CompressionFormat.Zstd => OciMediaTypes.LayerZstd,
                _ => OciMediaTypes.Layer,
            },
            Size = content.Length,
            Digest = compression == CompressionFormat.None ? diffId : Digest.Sha256(content, cancellationToken),
        };
        return new ContainerLayer(new MemoryBlobStore("a new layer", [(descriptor, content)]), descriptor, diffId);
    }
}
