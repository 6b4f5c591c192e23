using System.Globalization;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Caching;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Core.Work;
using TalosBoot.FileSystems.SquashFs;
using TalosBoot.Initramfs.Caching;
using TalosBoot.Initramfs.Extensions;

namespace TalosBoot.Initramfs;

/// <summary>Makes layers of extensions, or finds them in the cache.</summary>
internal sealed class LayerPreparation(InitramfsOptions options, ContentSpool spool, BuildContext context)
{
    /// <summary>The level of upstream's images, which they name in their heads.</summary>
    const int ZstdLevel = 18;

    readonly TalosQuirks _quirks = new(options.Version);

    /// <summary>Everything that a layer's bytes depend on, beside the extension.</summary>
    public string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"{_quirks.InitramfsCompression} {_quirks.FirmwarePath} {_quirks.KernelModulesPath} {options.Clock.UnixSeconds} {ContentCheck()}");

    /// <summary>Looks an extension up, or reads and checks it, and takes out of it what does not belong into its image.</summary>
    public async Task<LayerDraft> OpenAsync(string name, ExtensionSource source, CancellationToken cancellationToken)
    {
        var draft = await FindOrReadAsync(name, source, cancellationToken).ConfigureAwait(false);
        try
        {
            SystemExtensionValidator.Validate(draft.Manifest, draft.Origin, options.Version);
            return draft;
        }
        catch
        {
            draft.Turn?.Dispose();
            throw;
        }
    }

    async Task<LayerDraft> FindOrReadAsync(string name, ExtensionSource source, CancellationToken cancellationToken)
    {
        if (options.Cache is { } cache && source is { MayBeRemembered: true, Layers.Count: > 0 })
        {
            var key = LayerKey.OfLayers(source.Layers, Description);
            return await FindOrMakeAsync(
                cache, key, name, source.Name,
                async () => TakeParts(await ReadAsync(name, source, cancellationToken).ConfigureAwait(false), cancellationToken), cancellationToken)
                .ConfigureAwait(false);
        }

        var draft = await ReadAsync(name, source, cancellationToken).ConfigureAwait(false);
        if (options.Cache is null)
        {
            return TakeParts(draft, cancellationToken);
        }

        var contentKey = await context.Budget.RunAsync(
            token => LayerKey.OfContent(draft.Manifest, draft.RootFs, Description, token), cancellationToken).ConfigureAwait(false);
        return source.MayBeRemembered
            ? await FindOrMakeAsync(
                options.Cache, contentKey, name, source.Name, () => Task.FromResult(TakeParts(draft, cancellationToken)), cancellationToken)
                .ConfigureAwait(false)
            : TakeParts(draft, cancellationToken) with { Key = contentKey, MayBeRemembered = false };
    }

    /// <summary>Looks the layer with the indexes of all kernel modules up, or makes it.</summary>
    /// <param name="name">The name of its image without <c>.sqsh</c>.</param>
    /// <param name="stock">The stock initramfs.</param>
    /// <param name="extensions">The other layers, in order.</param>
    /// <param name="make">Makes it when it is not remembered.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public async Task<LayerDraft> OpenModulesAsync(
        string name, StockInitramfs stock, IReadOnlyList<LayerDraft> extensions, Func<Task<LayerDraft>> make, CancellationToken cancellationToken)
    {
        if (options.Cache is not { } cache)
        {
            return await make().ConfigureAwait(false);
        }

        var stockKey = stock.Key
            ?? await context.Budget.RunAsync(token => Digest.Sha256(stock.Content, token), cancellationToken).ConfigureAwait(false);
        var key = LayerKey.OfModules(stockKey, extensions.Select(extension => extension.Key!.Value), Description);
        return await FindOrMakeAsync(cache, key, name, name, make, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Does all steps up to the squashfs image (docs/formats/initramfs.md), unless they were done.</summary>
    public async ValueTask<PreparedLayer> PrepareAsync(LayerDraft draft, CancellationToken cancellationToken)
    {
        using var turn = draft.Turn;
        if (draft.Prepared is { } known)
        {
            return known;
        }

        var microcode = await draft.Microcode.KeepAsync(spool, cancellationToken).ConfigureAwait(false);
        var image = await SquashAsync(draft, cancellationToken).ConfigureAwait(false);
        var layer = new PreparedLayer(draft.Manifest, image, draft.Firmware, microcode, draft.Warnings);
        if (turn is not null)
        {
            await context.Budget.RunAsync(
                token =>
                {
                    turn.Keep(LayerBundle.Write(layer, token), token);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }

        return layer;
    }

    /// <summary>Looks a layer up, or makes its draft in its turn, so that nobody else does so meanwhile.</summary>
    async ValueTask<LayerDraft> FindOrMakeAsync(
        ContentCache cache, Digest key, string name, string origin, Func<Task<LayerDraft>> make, CancellationToken cancellationToken)
    {
        var turn = await cache.TakeTurnAsync(key, context.Budget, cancellationToken).ConfigureAwait(false);
        try
        {
            if (turn.Found is { } bundle)
            {
                var layer = LayerBundle.Read(bundle, cancellationToken);
                turn.Dispose();
                return new LayerDraft { Name = name, Origin = origin, Manifest = layer.Manifest, Key = key, Prepared = layer };
            }

            return await make().ConfigureAwait(false) with { Key = key, Turn = turn };
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    async ValueTask<LayerDraft> ReadAsync(string name, ExtensionSource source, CancellationToken cancellationToken)
    {
        var extension = await source.OpenAsync(cancellationToken).ConfigureAwait(false);
        SystemExtensionValidator.ValidateContent(extension, options.Version, options.ContentCheck);
        return new LayerDraft
        {
            Name = name,
            Origin = extension.Source,
            Manifest = extension.Manifest,
            RootFs = ExtensionTree.Normalize(extension.RootFs, options.Clock),
        };
    }

    LayerDraft TakeParts(LayerDraft draft, CancellationToken cancellationToken) => draft with
    {
        Microcode = MicrocodeStep.Take(draft.RootFs, _quirks.FirmwarePath),
        Firmware = FirmwareStep.Take(draft.RootFs, draft.Origin, _quirks.FirmwarePath, cancellationToken),
    };

    Task<BlobSource> SquashAsync(LayerDraft draft, CancellationToken cancellationToken)
    {
        var isZstd = _quirks.InitramfsCompression == InitramfsCompression.Zstd;
        var builder = new SquashFsImageBuilder(new FileTree(draft.RootFs), new SquashFsOptions
        {
            Compression = isZstd ? SquashFsCompression.Zstd : SquashFsCompression.Xz,
            Level = isZstd ? ZstdLevel : null,
            AllRoot = true,
            Clock = options.Clock,
            Name = draft.Manifest.Name,
        });
        return builder.BuildAsync(spool, context, cancellationToken);
    }

    /// <summary>The check that a remembered extension has passed.</summary>
    string ContentCheck() => options.ContentCheck == ExtensionContentCheck.None
        ? "none"
        : $"{options.ContentCheck} {string.Join(' ', _quirks.AllowedExtensionPaths)}";
}
