using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Stores;
using TalosBoot.Oci;
using TalosBoot.Oci.Registry;

namespace TalosBoot.Factory.Assets;

/// <summary>
/// Keeps assets in a repository of a registry with upstream's layout (factory.md 13), so that Image Factories of both kinds that have the same key may
/// share it: an image with one layer, tagged with the identity, and signed. One without a good signature is as if it were not there.
/// </summary>
internal sealed class RegistryAssetStore(RegistryClient client, SignedRepository signatures, RepositoryName name, ILogger<RegistryAssetStore> logger) : IAssetStore
{
    const string LayerType = "application/data";

    readonly ImageReference _repository = ImageReference.Parse(name.ToString());

    public async Task<StoredAsset?> FindAsync(Digest identity, CancellationToken cancellationToken = default)
    {
        RegistryManifest manifest;
        try
        {
            manifest = await client.GetManifestAsync(SingleLayerImage.Tagged(_repository, identity.Hex), cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException exception) when (exception.DiagnosticId == DiagnosticIds.ImageNotFound || (int?)exception.Status is 403 or 404)
        {
            return null;
        }

        var digest = manifest.Descriptor.Digest;
        if (await signatures.VerifyAsync(_repository, digest, cancellationToken).ConfigureAwait(false) is { } failure)
        {
            Log.CacheSignatureInvalid(logger, identity.Hex, failure);
            return null;
        }

        return ReadLayer(manifest.Content) is { } layer
            ? new StoredAsset(layer.Size, token => client.OpenBlobAsync(_repository, layer.Digest, layer.Size, cancellationToken: token))
            : null;
    }

    public async Task PutAsync(Digest identity, BlobSource content, CancellationToken cancellationToken = default)
    {
        var layer = Digest.Sha256(content, cancellationToken);
        var image = SingleLayerImage.Create(LayerType, layer, content.Length, await DiffIdAsync(content, layer, cancellationToken).ConfigureAwait(false));
        await image.PushAsync(client, _repository, identity.Hex, content, cancellationToken).ConfigureAwait(false);
        await signatures.SignAsync(_repository, image.Digest, cancellationToken).ConfigureAwait(false);
    }

    static (Digest Digest, long Size)? ReadLayer(ReadOnlyMemory<byte> manifest)
    {
        using var document = JsonDocument.Parse(manifest);
        return document.RootElement.TryGetProperty("layers", out var layers) && layers.ValueKind == JsonValueKind.Array && layers.GetArrayLength() == 1
            && layers[0].TryGetProperty("digest", out var text) && Digest.TryParse(text.GetString(), out var digest)
            && layers[0].TryGetProperty("size", out var size) && size.TryGetInt64(out var length) && length >= 0
            ? (digest, length) : null;
    }

    /// <summary>Upstream takes content that begins like gzip or zstd for a compressed layer, and names what is in it.</summary>
    static async Task<Digest> DiffIdAsync(BlobSource content, Digest layer, CancellationToken cancellationToken)
    {
        var start = new byte[Math.Min(content.Length, 16)];
        content.Read(0, start, cancellationToken);
        var format = Decompressor.Detect(start);
        if (format is not (CompressionFormat.Gzip or CompressionFormat.Zstd))
        {
            return layer;
        }

        var input = content.OpenRead();
        await using var ownedInput = input.ConfigureAwait(false);
        var inside = Decompressor.Open(input, format);
        await using var ownedInside = inside.ConfigureAwait(false);
        return Digest.FromSha256(await SHA256.HashDataAsync(inside, cancellationToken).ConfigureAwait(false));
    }
}
