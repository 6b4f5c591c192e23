using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Layouts;

/// <summary>Plans the archive that <c>docker load</c> reads, member by member as upstream writes it (docs/formats/oci.md).</summary>
public static class DockerArchiveWriter
{
    /// <summary>Plans an archive of one image. Layers are opened and verified; nothing is copied.</summary>
    /// <param name="image">The image.</param>
    /// <param name="reference">Its name, of which the archive keeps the text; by digest, it keeps none.</param>
    /// <param name="cancellationToken">Stops fetching and verifying.</param>
    /// <exception cref="RegistryException">A layer is not there (TB2006).</exception>
    /// <exception cref="ContentMismatchException">A layer is not what its digest (TB2101) or size (TB2102) says.</exception>
    public static async ValueTask<BlobSource> PlanAsync(
        ContainerImage image, ImageReference reference, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(reference);
        var archive = new TarArchiveBuilder();
        var configName = image.Manifest.Config.Digest.ToString();
        archive.Add(configName, new RegularFile(BlobSource.FromBytes(image.ConfigBytes)));
        var contents = await image.OpenLayersAsync(cancellationToken).ConfigureAwait(false);
        var names = new List<string>();
        foreach (var (layer, content) in image.Layers.Zip(contents))
        {
            var name = layer.Descriptor.Digest.Hex + Extension(layer.Descriptor.MediaType);
            if (!names.Contains(name))
            {
                archive.Add(name, new RegularFile(content));
            }

            names.Add(name);
        }

        var item = new DockerArchiveItem
        {
            Config = configName,
            RepoTags = TagOf(reference) is { } tag ? [tag] : null,
            Layers = names,
            LayerSources = SourcesOf(image),
        };
        return archive.Add(DockerArchive.ManifestFile, new RegularFile(BlobSource.FromBytes(GoJson.Serialize([item])))).Build();
    }

    /// <summary>What the manifest says of layers that are not to be distributed.</summary>
    static Dictionary<string, OciDescriptor> SourcesOf(ContainerImage image)
    {
        var sources = new Dictionary<string, OciDescriptor>();
        foreach (var layer in image.Layers.Where(layer => OciMediaTypes.IsNonDistributable(layer.Descriptor.MediaType) && layer.DiffId is not null))
        {
            sources[layer.DiffId.ToString()!] = layer.Descriptor;
        }

        return sources;
    }

    static string Extension(string mediaType) => mediaType switch
    {
        OciMediaTypes.LayerZstd => ".tar.zst",
        OciMediaTypes.Layer or OciMediaTypes.DockerLayer => ".tar",
        _ => ".tar.gz",
    };

    /// <summary>The reference as it was typed, with its tag where that was left out.</summary>
    static string? TagOf(ImageReference reference)
    {
        const string latest = ":latest";
        var text = reference.ToString();
        return reference.Tag is null ? null : reference.Tag == latest[1..] && !text.EndsWith(latest, StringComparison.Ordinal) ? text + latest : text;
    }
}
