using System.Globalization;
using System.Text;
using TalosBoot.Core.Content;
using TalosBoot.Oci;
using TalosBoot.Oci.Model;

namespace TalosBoot.Factory.Registry;

/// <summary>
/// Writes an image as upstream publishes installers: with Docker's media types, as it loads them from a docker archive (docs/formats/factory.md). Configuration and
/// layers stay what they are.
/// </summary>
internal static class DockerForm
{
    const string ManifestType = "application/vnd.docker.distribution.manifest.v2+json";
    const string ConfigType = "application/vnd.docker.container.image.v1+json";
    const string LayerType = "application/vnd.docker.image.rootfs.diff.tar";

    public static ContainerImage Of(ContainerImage image)
    {
        var layers = image.Layers.Select(layer => layer.WithMediaType(LayerTypeOf(layer.Descriptor.MediaType))).ToArray();
        var config = new OciDescriptor { MediaType = ConfigType, Digest = image.Manifest.Config.Digest, Size = image.ConfigBytes.Length };
        var bytes = Encoding.UTF8.GetBytes(
            $$"""{"schemaVersion":2,"mediaType":"{{ManifestType}}","config":{{Describe(config)}},"layers":[{{string.Join(',', layers.Select(layer => Describe(layer.Descriptor)))}}]}""");
        return new ContainerImage
        {
            Name = image.Name,
            Digest = Digest.Sha256(bytes),
            MediaType = ManifestType,
            Manifest = new OciManifest { SchemaVersion = 2, MediaType = ManifestType, Config = config, Layers = [.. layers.Select(layer => layer.Descriptor)] },
            ManifestBytes = bytes,
            Config = image.Config,
            ConfigBytes = image.ConfigBytes,
            Layers = layers,
        };
    }

    static string LayerTypeOf(string mediaType)
    {
        var plus = mediaType.LastIndexOf('+');
        return plus < 0 ? mediaType.StartsWith("application/vnd.docker.", StringComparison.Ordinal) ? mediaType : LayerType
            : $"{LayerType}.{mediaType[(plus + 1)..]}";
    }

    static string Describe(OciDescriptor descriptor) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"mediaType":"{{descriptor.MediaType}}","size":{{descriptor.Size}},"digest":"{{descriptor.Digest}}"}""");
}
