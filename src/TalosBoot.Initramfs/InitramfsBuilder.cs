using System.Globalization;
using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Progress;
using TalosBoot.Core.Versions;
using TalosBoot.FileSystems.SquashFs;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Initramfs.KernelModules;

namespace TalosBoot.Initramfs;

/// <summary>
/// Adds system extensions to a stock initramfs: in front of it an uncompressed segment with CPU microcode when there is any, behind it a
/// segment with a squashfs image for each extension, their firmware, and <c>extensions.yaml</c> (initramfs.md 1, 8, 9 and 13). Extensions with
/// kernel modules bring one more image, with the indexes of all modules.
/// </summary>
/// <remarks>
/// The stock initramfs is placed, not copied. Squashfs images are compressed once into the spool; the segment around them stores them as they
/// are. Memory is bounded by what <see cref="SquashFsImageBuilder"/> states.
/// </remarks>
/// <param name="options">For what it is made.</param>
public sealed class InitramfsBuilder(InitramfsOptions options)
{
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
        BlobSource stock, IReadOnlyList<SystemExtension> extensions, ContentSpool spool, IProgress<BuildProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stock);
        ArgumentNullException.ThrowIfNull(extensions);
        ArgumentNullException.ThrowIfNull(spool);
        if (extensions.Count == 0)
        {
            return new InitramfsImage(stock.AsCompressed(), []);
        }

        foreach (var extension in extensions)
        {
            SystemExtensionValidator.Validate(extension, _options.Version);
        }

        var sources = InLayerOrder(extensions);
        if (CombineModules(stock, sources, spool, cancellationToken) is { } modules)
        {
            sources.Add(modules);
        }

        var tree = new FileTree();
        var microcode = new MicrocodeStep();
        var layers = new List<InitramfsLayer>();
        foreach (var source in sources)
        {
            microcode.Take(source.RootFs, _quirks.FirmwarePath);
            FirmwareStep.Move(source.RootFs, source.Origin, _quirks.FirmwarePath, tree);
            layers.Add(await SquashAsync(source, spool, progress, cancellationToken).ConfigureAwait(false));
        }

        AddFiles(tree, layers);
        var segment = SegmentCompressor.Compress(Archive(tree, cancellationToken), _quirks.InitramfsCompression, _options, spool, cancellationToken);
        var early = microcode.ToTree(FileMetadata.DefaultDirectory, FileMetadata.DefaultFile);
        BlobSource[] parts = early is null
            ? [stock.AsCompressed(), segment]
            : [await KeepAsync(Archive(early, cancellationToken), spool, cancellationToken).ConfigureAwait(false), stock.AsCompressed(), segment];
        return new InitramfsImage(BlobSource.Concat(parts), layers);
    }

    /// <summary>Layers are named by their place in the profile, and ordered as texts: 0, 1, 10, 11, 2 (initramfs.md 8).</summary>
    List<LayerSource> InLayerOrder(IReadOnlyList<SystemExtension> extensions) =>
    [
        .. extensions
            .Select((extension, index) => new LayerSource(
                index.ToString(CultureInfo.InvariantCulture), extension.Source, extension.Manifest,
                ExtensionTree.Normalize(extension.RootFs, _options.Clock)))
            .OrderBy(source => source.Name, StringComparer.Ordinal),
    ];

    /// <summary>The layer with the indexes of all kernel modules, when an extension has any (initramfs.md 14).</summary>
    LayerSource? CombineModules(BlobSource stock, List<LayerSource> sources, ContentSpool spool, CancellationToken cancellationToken)
    {
        var providers = sources.Select(source => new KernelModuleProvider(source.Origin, new FileTree(source.RootFs))).ToList();
        if (!providers.Any(provider => provider.ProvidesModules(_quirks.KernelModulesPath)))
        {
            return null;
        }

        var combined = CombinedModules.Build(
            StockRootFileSystem.Read(stock, spool, cancellationToken), providers,
            new CombinedModulesOptions
            {
                ModulesPath = _quirks.KernelModulesPath,
                Clock = _options.Clock,
                Index = new KernelModuleIndexOptions { ThreadCount = _options.ThreadCount },
            },
            cancellationToken);
        return combined is null ? null : LayerSource.OfModules(combined);
    }

    async Task<InitramfsLayer> SquashAsync(
        LayerSource source, ContentSpool spool, IProgress<BuildProgress>? progress, CancellationToken cancellationToken)
    {
        var name = $"{source.Name}.sqsh";
        var builder = new SquashFsImageBuilder(new FileTree(source.RootFs), new SquashFsOptions
        {
            Compression = _quirks.InitramfsCompression == InitramfsCompression.Zstd ? SquashFsCompression.Zstd : SquashFsCompression.Xz,
            AllRoot = true,
            Clock = _options.Clock,
            ThreadCount = _options.ThreadCount,
            Name = name,
        });
        return new InitramfsLayer(name, source.Manifest, await builder.BuildAsync(spool, progress, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Takes content out of layers that will not be kept.</summary>
    static async Task<BlobSource> KeepAsync(BlobSource content, ContentSpool spool, CancellationToken cancellationToken) =>
        await spool.WriteAsync(
            ContentKind.Data, async (output, token) => await content.WriteToStreamAsync(output, cancellationToken: token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);

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
