using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using TalosBoot.Core.Content;
using TalosBoot.Factory.Assets;
using TalosBoot.Factory.Observability;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Requests;
using TalosBoot.Factory.Stores;
using TalosBoot.Factory.Work;
using TalosBoot.Sigstore;

namespace TalosBoot.Factory.Http;

/// <summary><c>/image</c> (docs/formats/factory.md).</summary>
internal sealed class AssetEndpoints(
    AssetResolver resolver, AssetLibrary library, BuildProgressStream progress, AssetRedirection redirection, ServiceKey key, ImageFactoryOptions options,
    FactoryMetrics metrics)
{
    const int PaymentRequired = StatusCodes.Status402PaymentRequired;
    const string SignatureSuffix = ".sigstore.json";
    const string SignatureType = "application/vnd.dev.sigstore.bundle.v0.3+json";
    static readonly string[] ChecksumSuffixes = [".sha512", ".sha256"];

    readonly BoundedCache<Digest, string> _sha512 = new(10_000);

    // A signature has random bytes, and is to be the same for all that ask.
    readonly BoundedCache<Digest, byte[]> _signatures = new(10_000);

    public async Task SendAsync(FactoryExchange exchange)
    {
        var (path, suffix) = CutSuffix(exchange.Values[2]);
        if (suffix == SignatureSuffix && !options.Features.HasSignatures)
        {
            throw new FactoryRequestException(PaymentRequired, "enterprise signing is not enabled: signature endpoint is not available");
        }

        if (suffix.Length > 0 && suffix != SignatureSuffix && !options.Features.HasChecksums)
        {
            throw new FactoryRequestException(PaymentRequired, "enterprise not enabled: checksum endpoint is not available");
        }

        var request = await ResolveAsync(exchange, exchange.Values[0], exchange.Values[1], path).ConfigureAwait(false);
        var client = exchange.Context.Connection.RemoteIpAddress?.ToString() ?? string.Empty;
        if (exchange.Target.Parameter("progress") is not null && suffix.Length == 0)
        {
            await progress.SendAsync(exchange, request, client).ConfigureAwait(false);
            return;
        }

        var fileName = exchange.Target.Parameter("filename") is { Length: > 0 } given ? given : path;
        if (suffix.Length == 0 && await redirection.FindAsync(exchange, request, fileName, MediaTypes.Of(path)).ConfigureAwait(false) is { } address)
        {
            exchange.Response.StatusCode = StatusCodes.Status302Found;
            exchange.Response.Headers.Location = address.AbsoluteUri;
            exchange.Response.ContentLength = 0;
            return;
        }

        var asset = await library.GetAsync(request, client, exchange.Aborted).ConfigureAwait(false);
        await using var owned = asset.ConfigureAwait(false);
        if (suffix.Length > 0)
        {
            await SendAttachmentAsync(exchange, asset, fileName, suffix).ConfigureAwait(false);
            return;
        }

        var part = AssetSender.Begin(exchange, asset, fileName, MediaTypes.Of(path));
        metrics.AssetDelivered(request.Labels, part?.Length ?? 0, asset.IsBuilt);
        await AssetSender.SendAsync(exchange, asset, part).ConfigureAwait(false);
    }

    /// <summary>Resolves a request for whoever sent it.</summary>
    public ValueTask<AssetRequest> ResolveAsync(FactoryExchange exchange, string schematicId, string version, string path) =>
        resolver.ResolveAsync(schematicId, version, path, PasswordGate.UserOf(exchange.Context), exchange.Aborted);

    static (string Path, string Suffix) CutSuffix(string path)
    {
        foreach (var suffix in ChecksumSuffixes.Prepend(SignatureSuffix))
        {
            if (path.EndsWith(suffix, StringComparison.Ordinal))
            {
                return (path[..^suffix.Length], suffix);
            }
        }

        return (path, string.Empty);
    }

    /// <summary>A checksum or a signature of an asset (docs/formats/factory.md).</summary>
    async Task SendAttachmentAsync(FactoryExchange exchange, OpenAsset asset, string fileName, string suffix)
    {
        exchange.Response.Headers.ContentDisposition = AssetSender.Disposition(fileName + suffix);
        switch (suffix)
        {
            case ".sha256":
                var digest = await asset.GetSha256Async(exchange.Aborted).ConfigureAwait(false);
                await exchange.WriteTextAsync(Answers.PlainText, $"{digest.Hex}  {fileName}\n").ConfigureAwait(false);
                break;
            case ".sha512":
                await exchange.WriteTextAsync(Answers.PlainText, $"{await Sha512Async(asset, exchange.Aborted).ConfigureAwait(false)}  {fileName}\n").ConfigureAwait(false);
                break;
            default:
                await exchange.WriteAsync(SignatureType, await SignatureAsync(asset, exchange.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
                break;
        }
    }

    async Task<byte[]> SignatureAsync(OpenAsset asset, CancellationToken cancellationToken)
    {
        var content = await asset.GetSha256Async(cancellationToken).ConfigureAwait(false);
        if (!_signatures.TryGet(content, out var signature))
        {
            signature = FileSignatures.Sign(new OpenAssetSource(asset), key.Key, cancellationToken);
            _signatures.Set(content, signature);
        }

        return signature;
    }

    async Task<string> Sha512Async(OpenAsset asset, CancellationToken cancellationToken)
    {
        if (_sha512.TryGet(asset.Identity, out var known))
        {
            return known;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        var buffer = new byte[AssetTrailer.BlockSize];
        for (var offset = 0L; offset < asset.Length;)
        {
            var count = await asset.ReadAsync(offset, buffer, cancellationToken).ConfigureAwait(false);
            hash.AppendData(buffer, 0, count);
            offset += count;
        }

        var text = Convert.ToHexStringLower(hash.GetHashAndReset());
        _sha512.Set(asset.Identity, text);
        return text;
    }
}
