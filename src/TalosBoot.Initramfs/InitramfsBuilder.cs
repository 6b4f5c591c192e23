using System.Globalization;
using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Caching;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Progress;
using TalosBoot.Core.Versions;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Initramfs.KernelModules;

namespace TalosBoot.Initramfs;

/// <summary>
/// Adds system extensions to a stock initramfs: in front of it an uncompressed segment with CPU microcode when there is any, behind it a
/// segment with a squashfs image for each extension, their firmware, and <c>extensions.yaml</c> (initramfs.md 1, 8, 9 and 13). Extensions with
/// kernel modules bring one more image, with the indexes of all modules.
/// </summary>
/// <remarks>
/// The stock initramfs is placed, not copied. Squashfs images are compressed once into the spool, or found in the cache; the segment around them
/// stores them as they are. Memory is bounded by what <see cref="FileSystems.SquashFs.SquashFsImageBuilder"/> states.
/// </remarks>
/// <param name="options">For what it is made.</param>
public sealed class InitramfsBuilder(InitramfsOptions options)
{
    const string ModulesName = "modules.dep";

    readonly InitramfsOptions _options = options ?? throw new ArgumentNullException(nameof(options));
    readonly TalosQuirks _quirks = new(options.Version);

    /// <summary>Builds the initramfs.</summary>
    /// <param name="stock">The stock initramfs of the Talos release. Without extensions it is the result.</param>
    /// <param name="extensions">The extensions, in the order of the profile. They are not needed any more when the work is done.</param>
    /// <param name="spool">Keeps what is compressed, and the microcode. The result can be read until it is disposed.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ExtensionException">An extension does not fit the version or cannot be used.</exception>
    public async Task<InitramfsImage> BuildAsync(
        BlobSource stock, IReadOnlyList<ExtensionSource> extensions, ContentSpool spool, IProgress<BuildProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stock);
        ArgumentNullException.ThrowIfNull(extensions);
        ArgumentNullException.ThrowIfNull(spool);
        if (extensions.Count == 0)
        {
            return new InitramfsImage(stock.AsCompressed(), []);
        }

        var preparation = new LayerPreparation(_options, spool, progress);
        var drafts = await OpenAsync(preparation, extensions, cancellationToken).ConfigureAwait(false);
        if (OpenModules(preparation, stock, drafts, spool, cancellationToken) is { } modules)
        {
            drafts.Add(modules);
        }

        var prepared = new List<PreparedLayer>();
        var firmware = new FileTree();
        foreach (var draft in drafts)
        {
            var layer = await preparation.PrepareAsync(draft, cancellationToken).ConfigureAwait(false);
            FirmwareStep.Lay(layer.Firmware, draft.Origin, firmware);
            prepared.Add(layer);
        }

        var layers = drafts.Zip(prepared, (draft, layer) => new InitramfsLayer($"{draft.Name}.sqsh", layer.Manifest, layer.Image)).ToList();
        var cache = drafts.All(draft => draft.MayBeRemembered) ? _options.Cache : null;
        var content = Assemble(stock, prepared, layers, firmware, cache, spool, cancellationToken);
        return new InitramfsImage(content, layers) { Warnings = [.. prepared.SelectMany(layer => layer.Warnings)] };
    }

    /// <summary>
    /// Reads and checks all extensions before any work is done. Layers are named by their place in the profile, and ordered as texts: 0, 1, 10, 11,
    /// 2 (initramfs.md 8).
    /// </summary>
    async Task<List<LayerDraft>> OpenAsync(
        LayerPreparation preparation, IReadOnlyList<ExtensionSource> extensions, CancellationToken cancellationToken)
    {
        var drafts = new List<LayerDraft>();
        foreach (var (index, source) in extensions.Index())
        {
            var draft = await preparation.OpenAsync(index.ToString(CultureInfo.InvariantCulture), source, cancellationToken).ConfigureAwait(false);
            SystemExtensionValidator.Validate(draft.Manifest, draft.Origin, _options.Version);
            drafts.Add(draft);
        }

        return [.. drafts.OrderBy(draft => draft.Name, StringComparer.Ordinal)];
    }

    /// <summary>The layer with the indexes of all kernel modules, when an extension has any (initramfs.md 14).</summary>
    LayerDraft? OpenModules(
        LayerPreparation preparation, BlobSource stock, List<LayerDraft> drafts, ContentSpool spool, CancellationToken cancellationToken)
    {
        var providers = drafts.Select(draft => draft.ToModuleProvider(cancellationToken)).ToList();
        return providers.Any(provider => provider.ProvidesModules(_quirks.KernelModulesPath))
            ? preparation.OpenModules(ModulesName, stock, drafts, () => CombineModules(stock, providers, spool, cancellationToken), cancellationToken)
            : null;
    }

    LayerDraft CombineModules(
        BlobSource stock, IReadOnlyList<KernelModuleProvider> providers, ContentSpool spool, CancellationToken cancellationToken)
    {
        var modules = CombinedModules.Build(
            StockRootFileSystem.Read(stock, spool, cancellationToken), providers,
            new CombinedModulesOptions
            {
                ModulesPath = _quirks.KernelModulesPath,
                Clock = _options.Clock,
                Index = new KernelModuleIndexOptions { ThreadCount = _options.ThreadCount },
            },
            cancellationToken)!;
        return new LayerDraft
        {
            Name = ModulesName,
            Origin = ModulesName,
            Manifest = new ExtensionManifest // initramfs.md 14.2, step 8
            {
                Name = ModulesName,
                Version = modules.KernelVersion,
                Author = "Talos Machinery",
                Description = "Combined modules.dep for all extensions",
            },
            RootFs = modules.Root.Root,
            Warnings = modules.Warnings,
        };
    }

    BlobSource Assemble(
        BlobSource stock, List<PreparedLayer> prepared, List<InitramfsLayer> layers, FileTree firmware, ContentCache? cache,
        ContentSpool spool, CancellationToken cancellationToken)
    {
        AddFiles(firmware, layers);
        var segment = SegmentCompressor.Compress(
            Archive(firmware, cancellationToken), _quirks.InitramfsCompression, _options.ThreadCount, cache, spool, cancellationToken);
        return MicrocodeStep.ToTree([.. prepared.Select(layer => layer.Microcode)]) is { } early
            ? BlobSource.Concat(Archive(early, cancellationToken), stock.AsCompressed(), segment)
            : BlobSource.Concat(stock.AsCompressed(), segment);
    }

    static void AddFiles(FileTree tree, List<InitramfsLayer> layers)
    {
        foreach (var layer in layers)
        {
            tree.SetFile(layer.ImageName, layer.Image);
        }

        tree.SetFile("extensions.yaml", BlobSource.FromBytes(ExtensionsYaml.Write(layers)));
    }

    SparseSource Archive(FileTree tree, CancellationToken cancellationToken) =>
        CpioArchive.Plan(tree, new CpioArchiveOptions { Clock = _options.Clock }, cancellationToken);
}
