using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Factory.Assets;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Stores;
using TalosBoot.Oci;
using TalosBoot.Sigstore;

namespace TalosBoot.Factory.Registry;

/// <summary>
/// Is the registry of installer images itself: blobs and manifests lie in a folder by their digests, and a small file for each tag lists what belongs to
/// it. A repository gives what one of its tags lists, and nothing else.
/// </summary>
internal sealed class EmbeddedInstallerRegistry : IInstallerRegistry
{
    readonly FolderAssetStore _blobs;
    readonly StoreFolder _tags;
    readonly ServiceKey _key;
    readonly string _host;

    public EmbeddedInstallerRegistry(ImageFactoryOptions options, ServiceKey key, TimeProvider time, ILogger<FolderAssetStore> logger)
    {
        var folder = Path.Combine(options.Storage.Folder, "registry");
        _blobs = new FolderAssetStore(Path.Combine(folder, "blobs"), options.Storage.MaximumAssetSize, time, logger);
        _tags = new StoreFolder(Path.Combine(folder, "tags"));
        _key = key;
        _host = new Uri(options.Http.ExternalUrl).Authority;
    }

    public Task<Digest?> FindAsync(string image, string schematic, string tag, CancellationToken cancellationToken) =>
        Task.FromResult(ReadTag(image, schematic, tag) is { } digests && digests.TrueForAll(_blobs.Has) ? digests[0] : (Digest?)null);

    public async Task PublishAsync(string image, string schematic, string tag, InstallerImage content, CancellationToken cancellationToken)
    {
        var digests = new List<Digest> { await PutAsync(content.Index, cancellationToken).ConfigureAwait(false) };
        foreach (var (_, platformImage) in content.Images)
        {
            await PutAsync(platformImage, digests, cancellationToken).ConfigureAwait(false);
        }

        var name = ImageReference.Parse($"{_host}/{image}/{schematic}@{content.Digest}");
        var signature = ImageSignatures.SignSimple(name, content.Digest, _key.Key, BuildClock.Default.ToDateTimeOffset());
        var signatureDigests = new List<Digest>();
        await PutAsync(signature, signatureDigests, cancellationToken).ConfigureAwait(false);
        WriteTag(image, schematic, $"sha256-{content.Digest.Hex}.sig", signatureDigests);
        WriteTag(image, schematic, tag, digests);
    }

    public async Task AnswerAsync(FactoryExchange exchange, RegistryPath path, string reference)
    {
        var headers = exchange.Response.Headers;
        headers["Docker-Distribution-Api-Version"] = "registry/2.0";
        var isManifest = path.Resource == RegistryPath.Manifests;
        var digest = Digest.TryParse(reference, out var given) ? given
            : isManifest && ReadTag(path.Image, path.Schematic!, reference) is { } listed ? listed[0] : (Digest?)null;
        var blob = digest is { } wanted && Belongs(path.Image, path.Schematic!, wanted) ? _blobs.TryOpen(wanted) : null;
        if (blob is null)
        {
            await RefuseAsync(exchange, isManifest).ConfigureAwait(false);
            return;
        }

        await using var owned = blob.ConfigureAwait(false);
        if (isManifest)
        {
            await SendManifestAsync(exchange, blob).ConfigureAwait(false);
            return;
        }

        headers["Docker-Content-Digest"] = blob.Identity.ToString();
        headers.CacheControl = "max-age=31536000";
        await AssetSender.SendAsync(exchange, blob, fileName: null, MediaTypes.Default).ConfigureAwait(false);
    }

    public Task<byte[]> ListReferrersAsync(RegistryPath path, Digest subject, string? artifactType, CancellationToken cancellationToken) =>
        Task.FromResult(InstallerImage.EmptyIndex);

    /// <summary>Sends a manifest or index. Layers and configurations belong to a repository too, and are none.</summary>
    static async Task SendManifestAsync(FactoryExchange exchange, OpenAsset blob)
    {
        var content = blob.Length <= ContainerImageLimits.Default.MaximumDocumentLength ? new OpenAssetSource(blob).ToArray() : [];
        if (TypeOf(content) is not { } type)
        {
            await RefuseAsync(exchange, isManifest: true).ConfigureAwait(false);
            return;
        }

        exchange.Response.Headers["Docker-Content-Digest"] = blob.Identity.ToString();
        exchange.Response.Headers.ETag = $"\"{blob.Identity}\"";
        await exchange.WriteAsync(type, content).ConfigureAwait(false);
    }

    static Task RefuseAsync(FactoryExchange exchange, bool isManifest)
    {
        var (code, message) = isManifest ? ("MANIFEST_UNKNOWN", "manifest unknown") : ("BLOB_UNKNOWN", "blob unknown to registry");
        return Answers.WriteAsync(
            exchange.Context, StatusCodes.Status404NotFound, "application/json; charset=utf-8",
            Encoding.UTF8.GetBytes($$"""{"errors":[{"code":"{{code}}","message":"{{message}}"}]}""" + "\n"));
    }

    /// <summary>The media type of a manifest or index; null for anything else.</summary>
    static string? TypeOf(ReadOnlyMemory<byte> content)
    {
        if (content.IsEmpty || content.Span[0] != (byte)'{')
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(content);
            return !document.RootElement.TryGetProperty("schemaVersion", out _) ? null
                : document.RootElement.TryGetProperty("mediaType", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString()
                : OciMediaTypes.Manifest;
        }
        catch (JsonException)
        {
            return null; // An archive whose first name begins like an object.
        }
    }

    async Task PutAsync(ContainerImage image, List<Digest> digests, CancellationToken cancellationToken)
    {
        digests.Add(await PutAsync(image.ManifestBytes, cancellationToken).ConfigureAwait(false));
        digests.Add(await PutAsync(image.ConfigBytes, cancellationToken).ConfigureAwait(false));
        foreach (var layer in image.Layers)
        {
            var digest = layer.Descriptor.Digest;
            if (!_blobs.Has(digest))
            {
                await _blobs.PutAsync(digest, await layer.OpenAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }

            digests.Add(digest);
        }
    }

    async Task<Digest> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var digest = Digest.Sha256(content.Span);
        await _blobs.PutAsync(digest, BlobSource.FromBytes(content), cancellationToken).ConfigureAwait(false);
        return digest;
    }

    bool Belongs(string image, string schematic, Digest digest)
    {
        var folder = Path.Combine(_tags.Path, image, schematic);
        return Directory.Exists(folder) && Directory.EnumerateFiles(folder)
            .Any(file => ReadTag(image, schematic, Path.GetFileName(file)) is { } digests && digests.Contains(digest));
    }

    /// <summary>What a tag lists: first the digest that it stands for.</summary>
    List<Digest>? ReadTag(string image, string schematic, string tag)
    {
        try
        {
            var digests = File.ReadAllLines(Path.Combine(_tags.Path, NameOf(image, schematic, tag)))
                .Select(line => Digest.TryParse(line, out var digest) ? digest : (Digest?)null).ToArray();
            return digests.Length > 0 && Array.TrueForAll(digests, digest => digest is not null) ? [.. digests.Select(digest => digest!.Value)] : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    void WriteTag(string image, string schematic, string tag, List<Digest> digests) =>
        _tags.Write(NameOf(image, schematic, tag), Encoding.ASCII.GetBytes(string.Join('\n', digests) + "\n"), isDurable: false);

    /// <summary>The path of a tag's file. Its parts come from clients, who shall not lead elsewhere.</summary>
    static string NameOf(string image, string schematic, string tag) => Path.Combine([.. new[] { image, schematic, tag }.Select(part =>
        part.Length is > 0 and <= 200 && part[0] != '.' && part.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '+')
            ? part : throw FactoryRequestException.NotFound($"there is no image {image}/{schematic}:{tag}"))]);
}
