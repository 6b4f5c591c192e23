using TalosBoot.Core.Content;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Building;

/// <summary>Puts an image together: OCI media types, and the configuration and manifest as upstream writes them (docs/formats/oci.md). Not thread-safe.</summary>
/// <param name="config">Architecture, operating system, time and so on. Its layers and history are those that are added.</param>
public sealed class ContainerImageBuilder(ImageConfig config)
{
    readonly ImageConfig _config = config ?? throw new ArgumentNullException(nameof(config));
    readonly List<ContainerLayer> _layers = [];

    /// <summary>Puts a layer on top: a new one, or one of another image, which keeps its media type.</summary>
    /// <param name="layer">The layer.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">It is not known what the layer's digest is when it is not compressed.</exception>
    public ContainerImageBuilder AddLayer(ContainerLayer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        _layers.Add(layer.DiffId is null ? throw new ArgumentException("The layer does not tell its digest when not compressed.", nameof(layer)) : layer);
        return this;
    }

    /// <summary>Makes the image.</summary>
    /// <param name="name">What messages call it.</param>
    public ContainerImage Build(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var config = _config with
        {
            RootFs = new ImageRootFs { DiffIds = _layers.Count == 0 ? null : [.. _layers.Select(layer => layer.DiffId!.Value)] },
            History = [.. _layers.Select(_ => new ImageHistory())],
        };
        var configBytes = GoJson.Serialize(config);
        var manifest = new OciManifest
        {
            MediaType = OciMediaTypes.Manifest,
            Config = new OciDescriptor { MediaType = OciMediaTypes.Config, Size = configBytes.Length, Digest = Digest.Sha256(configBytes) },
            Layers = [.. _layers.Select(layer => layer.Descriptor)],
        };
        var manifestBytes = GoJson.Serialize(manifest);
        return new ContainerImage
        {
            Name = name,
            Digest = Digest.Sha256(manifestBytes),
            MediaType = OciMediaTypes.Manifest,
            Manifest = manifest,
            ManifestBytes = manifestBytes,
            Config = config,
            ConfigBytes = configBytes,
            Layers = [.. _layers],
        };
    }
}
