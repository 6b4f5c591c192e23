using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Core.Work;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Initramfs.KernelModules;

namespace TalosBoot.Initramfs;

/// <summary>
/// Adds system extensions to a stock initramfs: in front of it an uncompressed segment with CPU microcode when there is any, behind it a
/// segment with a squashfs image for each extension, their firmware, and <c>extensions.yaml</c> (docs/formats/initramfs.md). Extensions with
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
    /// <param name="context">Is told how far it is and of what is odd, and gives threads and memory; null for one of its own.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ExtensionException">An extension does not fit the version or cannot be used.</exception>
    public Task<InitramfsImage> BuildAsync(
        BlobSource stock, IReadOnlyList<ExtensionSource> extensions, ContentSpool spool, BuildContext? context = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stock);
        return BuildFromAsync(_ => Task.FromResult(new StockInitramfs(stock)), extensions, spool, context, cancellationToken);
    }

    /// <summary>Builds the initramfs with a stock one that is got while extensions are being read.</summary>
    /// <param name="stock">Gets the stock initramfs of the Talos release, and is called once. When it fails, the work fails alike, whatever the extensions are.</param>
    /// <param name="extensions">The extensions, in the order of the profile. They are not needed any more when the work is done.</param>
    /// <param name="spool">Keeps what is compressed, and the microcode. The result can be read until it is disposed.</param>
    /// <param name="context">Is told how far it is and of what is odd, and gives threads and memory; null for one of its own.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ExtensionException">An extension does not fit the version or cannot be used.</exception>
    public async Task<InitramfsImage> BuildFromAsync(
        Func<CancellationToken, Task<StockInitramfs>> stock, IReadOnlyList<ExtensionSource> extensions, ContentSpool spool, BuildContext? context = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stock);
        ArgumentNullException.ThrowIfNull(extensions);
        ArgumentNullException.ThrowIfNull(spool);
        if (extensions.Count == 0)
        {
            return new InitramfsImage((await stock(cancellationToken).ConfigureAwait(false)).Content.AsCompressed(), []);
        }

        context ??= new BuildContext();
        var preparation = new LayerPreparation(_options, spool, context);
        var work = new LayerWork(preparation, extensions, cancellationToken);
        await using (work.ConfigureAwait(false))
        {
            var found = await stock(cancellationToken).ConfigureAwait(false);

            // The indexes need the trees of all extensions, of which some are being compressed meanwhile.
            var drafts = await work.OpenedAsync().ConfigureAwait(false);
            if (await OpenModulesAsync(preparation, found, drafts, spool, context, cancellationToken).ConfigureAwait(false) is { } modules)
            {
                drafts.Add(modules);
                work.Prepare(modules);
            }

            var prepared = await work.PreparedAsync(drafts).ConfigureAwait(false);
            return await AssembleAsync(found.Content, drafts, prepared, spool, context, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The layer with the indexes of all kernel modules, when an extension has any (docs/formats/initramfs.md).</summary>
    async Task<LayerDraft?> OpenModulesAsync(
        LayerPreparation preparation, StockInitramfs stock, List<LayerDraft> drafts, ContentSpool spool, BuildContext context,
        CancellationToken cancellationToken)
    {
        var providers = drafts.Select(draft => draft.ToModuleProvider(spool, cancellationToken)).ToList();
        return providers.Any(provider => provider.ProvidesModules(_quirks.KernelModulesPath))
            ? await preparation.OpenModulesAsync(
                ModulesName, stock, drafts, () => CombineModulesAsync(stock.Content, providers, spool, context, cancellationToken), cancellationToken)
                .ConfigureAwait(false)
            : null;
    }

    async Task<LayerDraft> CombineModulesAsync(
        BlobSource stock, IReadOnlyList<KernelModuleProvider> providers, ContentSpool spool, BuildContext context, CancellationToken cancellationToken)
    {
        var modules = await CombinedModules.BuildAsync(
            await StockRootFileSystem.ReadAsync(stock, spool, context.Budget, cancellationToken).ConfigureAwait(false), providers,
            new CombinedModulesOptions { ModulesPath = _quirks.KernelModulesPath, Clock = _options.Clock },
            context, cancellationToken).ConfigureAwait(false);
        return new LayerDraft
        {
            Name = ModulesName,
            Origin = ModulesName,
            Manifest = new ExtensionManifest // docs/formats/initramfs.md, step 8
            {
                Name = ModulesName,
                Version = modules!.KernelVersion,
                Author = "Talos Machinery",
                Description = "Combined modules.dep for all extensions",
            },
            RootFs = modules.Root.Root,
            Warnings = modules.Warnings,
        };
    }

    async Task<InitramfsImage> AssembleAsync(
        BlobSource stock, List<LayerDraft> drafts, PreparedLayer[] prepared, ContentSpool spool, BuildContext context,
        CancellationToken cancellationToken)
    {
        var firmware = new FileTree();
        foreach (var (draft, layer) in drafts.Zip(prepared))
        {
            FirmwareStep.Lay(layer.Firmware, draft.Origin, firmware);
        }

        var layers = drafts.Zip(prepared, (draft, layer) => new InitramfsLayer($"{draft.Name}.sqsh", layer.Manifest, layer.Image)).ToList();
        AddFiles(firmware, layers);
        var warnings = prepared.SelectMany(layer => layer.Warnings).ToList();
        warnings.ForEach(warning => context.Warn(new Diagnostic(DiagnosticIds.KernelModuleOdd, $"{warning.Path} {warning.Message}")));

        var archive = Archive(firmware, cancellationToken);
        using var report = context.Begin(BuildStage.Initramfs, "initramfs", archive.Length);
        var cache = drafts.All(draft => draft.MayBeRemembered) ? _options.Cache : null;
        var segment = await SegmentCompressor.CompressAsync(
            archive, _quirks.InitramfsCompression, context.Budget, cache, spool, cancellationToken).ConfigureAwait(false);
        report.Complete();
        var content = MicrocodeStep.ToTree([.. prepared.Select(layer => layer.Microcode)]) is { } early
            ? BlobSource.Concat(Archive(early, cancellationToken), stock.AsCompressed(), segment)
            : BlobSource.Concat(stock.AsCompressed(), segment);
        return new InitramfsImage(content, layers) { Warnings = warnings };
    }

    static void AddFiles(FileTree tree, List<InitramfsLayer> layers)
    {
        foreach (var layer in layers)
        {
            tree.SetFile(layer.ImageName, layer.Image);
        }

        tree.SetFile("extensions.yaml", BlobSource.FromBytes(ExtensionsYaml.Write(layers)));
    }

    BlobSource Archive(FileTree tree, CancellationToken cancellationToken) =>
        CpioArchive.Plan(tree, new CpioArchiveOptions { Clock = _options.Clock }, cancellationToken);
}
