using System.Text;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci;
using TalosBoot.Oci.Model;
using TalosBoot.Oci.Registry;

namespace TalosBoot.Factory.Stores;

/// <summary>The image, empty but for one layer, as which upstream keeps schematics and assets in a registry, byte for byte (factory.md 11, 13).</summary>
internal sealed record SingleLayerImage(byte[] Config, byte[] Manifest, OciDescriptor Layer)
{
    public const string ManifestType = "application/vnd.docker.distribution.manifest.v2+json";
    const int Attempts = 5;
    static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);
    const string ConfigType = "application/vnd.docker.container.image.v1+json";

    public Digest Digest { get; } = Digest.Sha256(Manifest);

    /// <param name="layerType">The media type of the layer.</param>
    /// <param name="layer">The digest of the layer.</param>
    /// <param name="size">Its length in bytes.</param>
    /// <param name="diffId">The digest of what is in the layer when it is decompressed.</param>
    public static SingleLayerImage Create(string layerType, Digest layer, long size, Digest diffId)
    {
        const string Never = "0001-01-01T00:00:00Z";
        var config = Encoding.UTF8.GetBytes(
            $$$"""{"architecture":"","created":"{{{Never}}}","history":[{"created":"{{{Never}}}"}],"os":"","rootfs":{"type":"layers","diff_ids":["{{{diffId}}}"]},"config":{}}""");
        var manifest = Encoding.UTF8.GetBytes(
            $$$"""{"schemaVersion":2,"mediaType":"{{{ManifestType}}}","config":{"mediaType":"{{{ConfigType}}}","size":{{{config.Length}}},"digest":"{{{Digest.Sha256(config)}}}"},"layers":[{"mediaType":"{{{layerType}}}","size":{{{size}}},"digest":"{{{layer}}}"}]}""");
        return new SingleLayerImage(config, manifest, new OciDescriptor { MediaType = layerType, Digest = layer, Size = size });
    }

    /// <summary>Pushes blobs, and then the manifest under a tag.</summary>
    public async Task PushAsync(RegistryClient client, ImageReference repository, string tag, BlobSource content, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await PushBlobsAsync(client, repository, content, cancellationToken).ConfigureAwait(false);
                await client.PushManifestAsync(Tagged(repository, tag), ManifestType, Manifest, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (RegistryException exception) when (attempt < Attempts && exception.Codes.Contains("MANIFEST_BLOB_UNKNOWN"))
            {
                // Some registries lose a blob for a moment when others push the same one at the same time.
                await Task.Delay(RetryDelay * attempt, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public async Task PushBlobsAsync(RegistryClient client, ImageReference repository, BlobSource content, CancellationToken cancellationToken)
    {
        var config = new OciDescriptor { MediaType = ConfigType, Digest = Digest.Sha256(Config), Size = Config.Length };
        await client.PushBlobAsync(repository, config, BlobSource.FromBytes(Config), cancellationToken: cancellationToken).ConfigureAwait(false);
        await client.PushBlobAsync(repository, Layer, content, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    public static ImageReference Tagged(ImageReference repository, string tag) => ImageReference.Parse($"{repository.Registry}/{repository.Repository}:{tag}");
}
