using System.Globalization;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Caching;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.Core.Versions;
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
        SystemExtensionValidator.Validate(draft.Manifest, draft.Origin, options.Version);
        return draft.Prepared is null
            ? draft with
            {
                Microcode = MicrocodeStep.Take(draft.RootFs, _quirks.FirmwarePath),
                Firmware = FirmwareStep.Take(draft.RootFs, draft.Origin, _quirks.FirmwarePath),
            }
            : draft;
    }

    async ValueTask<LayerDraft> FindOrReadAsync(string name, ExtensionSource source, CancellationToken cancellationToken)
    {
        if (options.Cache is { } cache && source is { MayBeRemembered: true, Layers.Count: > 0 })
        {
            var key = LayerKey.OfLayers(source.Layers, Description);
            return Find(cache, key, name, source.Name, cancellationToken)
                ?? Draft(name, await ReadAsync(source, cancellationToken).ConfigureAwait(false)) with { Key = key };
        }

        var draft = Draft(name, await ReadAsync(source, cancellationToken).ConfigureAwait(false));
        if (options.Cache is null)
        {
            return draft;
        }

        var contentKey = LayerKey.OfContent(draft.Manifest, draft.RootFs, Description, cancellationToken);
        return source.MayBeRemembered
            ? Find(options.Cache, contentKey, name, source.Name, cancellationToken) ?? draft with { Key = contentKey }
            : draft with { Key = contentKey, MayBeRemembered = false };
    }

    /// <summary>Looks the layer with the indexes of all kernel modules up.</summary>
    /// <param name="name">The name of its image without <c>.sqsh</c>.</param>
    /// <param name="stock">The stock initramfs.</param>
    /// <param name="extensions">The other layers, in order.</param>
    /// <param name="make">Makes it when it is not remembered.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public async Task<LayerDraft> OpenModulesAsync(
        string name, BlobSource stock, IReadOnlyList<LayerDraft> extensions, Func<Task<LayerDraft>> make, CancellationToken cancellationToken)
    {
        if (options.Cache is not { } cache)
        {
            return await make().ConfigureAwait(false);
        }

        var key = LayerKey.OfModules(
            options.StockKey ?? Digest.Sha256(stock, cancellationToken), extensions.Select(extension => extension.Key!.Value), Description);
        return Find(cache, key, name, name, cancellationToken) ?? await make().ConfigureAwait(false) with { Key = key };
    }

    /// <summary>Does all steps up to the squashfs image (docs/formats/initramfs.md), unless they were done.</summary>
    public async ValueTask<PreparedLayer> PrepareAsync(LayerDraft draft, CancellationToken cancellationToken)
    {
        if (draft.Prepared is { } known)
        {
            return known;
        }

        var microcode = await draft.Microcode.KeepAsync(spool, cancellationToken).ConfigureAwait(false);
        var image = await SquashAsync(draft, cancellationToken).ConfigureAwait(false);
        var layer = new PreparedLayer(draft.Manifest, image, draft.Firmware, microcode, draft.Warnings);
        if (options.Cache is { } cache && draft is { MayBeRemembered: true, Key: { } key })
        {
            cache.Keep(key, LayerBundle.Write(layer, cancellationToken), cancellationToken);
        }

        return layer;
    }

    static LayerDraft? Find(ContentCache cache, Digest key, string name, string origin, CancellationToken cancellationToken)
    {
        if (cache.Find(key, cancellationToken) is not { } bundle)
        {
            return null;
        }

        var layer = LayerBundle.Read(bundle, cancellationToken);
        return new LayerDraft { Name = name, Origin = origin, Manifest = layer.Manifest, Key = key, Prepared = layer };
    }

    async ValueTask<SystemExtension> ReadAsync(ExtensionSource source, CancellationToken cancellationToken)
    {
        var extension = await source.OpenAsync(cancellationToken).ConfigureAwait(false);
        SystemExtensionValidator.ValidateContent(extension, options.Version, options.ContentCheck);
        return extension;
    }

    LayerDraft Draft(string name, SystemExtension extension) => new()
    {
        Name = name,
        Origin = extension.Source,
        Manifest = extension.Manifest,
        RootFs = ExtensionTree.Normalize(extension.RootFs, options.Clock),
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
            Name = $"{draft.Name}.sqsh",
        });
        return builder.BuildAsync(spool, context, cancellationToken);
    }

    /// <summary>The check that a remembered extension has passed.</summary>
    string ContentCheck() => options.ContentCheck == ExtensionContentCheck.None
        ? "none"
        : $"{options.ContentCheck} {string.Join(' ', _quirks.AllowedExtensionPaths)}";
}
