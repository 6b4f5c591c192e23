namespace TalosBoot.Oci;

/// <summary>Media types of container images (oci.md 10.1).</summary>
public static class OciMediaTypes
{
    /// <summary>An OCI image index.</summary>
    public const string Index = "application/vnd.oci.image.index.v1+json";

    /// <summary>An OCI image manifest.</summary>
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>An OCI image configuration.</summary>
    public const string Config = "application/vnd.oci.image.config.v1+json";

    /// <summary>A layer that is not compressed.</summary>
    public const string Layer = "application/vnd.oci.image.layer.v1.tar";

    /// <summary>A layer in gzip.</summary>
    public const string LayerGzip = "application/vnd.oci.image.layer.v1.tar+gzip";

    /// <summary>A layer in zstd.</summary>
    public const string LayerZstd = "application/vnd.oci.image.layer.v1.tar+zstd";

    /// <summary>A Docker manifest list.</summary>
    public const string DockerManifestList = "application/vnd.docker.distribution.manifest.list.v2+json";

    /// <summary>A Docker image manifest.</summary>
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

    /// <summary>A Docker image configuration.</summary>
    public const string DockerConfig = "application/vnd.docker.container.image.v1+json";

    /// <summary>A Docker layer in gzip.</summary>
    public const string DockerLayerGzip = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    /// <summary>A Docker layer that is not compressed.</summary>
    public const string DockerLayer = "application/vnd.docker.image.rootfs.diff.tar";

    internal const string DockerSchema1Prefix = "application/vnd.docker.distribution.manifest.v1+";

    internal static bool IsIndex(string mediaType) => mediaType is Index or DockerManifestList;

    /// <summary>Whether a registry keeps it among the manifests, not the blobs.</summary>
    internal static bool IsManifest(string mediaType) =>
        IsIndex(mediaType) || mediaType is Manifest or DockerManifest || mediaType.StartsWith(DockerSchema1Prefix, StringComparison.Ordinal);

    internal static bool IsConfig(string mediaType) => mediaType is Config or DockerConfig;

    /// <summary>Whether a blob is a layer of a file system, however it is compressed.</summary>
    /// <param name="mediaType">The media type of the blob.</param>
    public static bool IsLayer(string mediaType)
    {
        ArgumentNullException.ThrowIfNull(mediaType);
        return mediaType.StartsWith(Layer, StringComparison.Ordinal)
            || mediaType.StartsWith(DockerLayer, StringComparison.Ordinal)
            || IsNonDistributable(mediaType);
    }

    /// <summary>Whether a layer must not be sent to registries.</summary>
    internal static bool IsNonDistributable(string mediaType) =>
        mediaType.StartsWith("application/vnd.oci.image.layer.nondistributable.v1.tar", StringComparison.Ordinal)
        || mediaType.StartsWith("application/vnd.docker.image.rootfs.foreign.diff.tar", StringComparison.Ordinal);
}
