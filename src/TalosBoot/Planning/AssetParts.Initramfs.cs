using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Initramfs;
using TalosBoot.Initramfs.Extensions;

namespace TalosBoot.Planning;

/// <content>The initramfs: the stock one, and the extensions of the request.</content>
internal sealed partial class AssetParts
{
    async Task<BlobSource> MakeInitramfsAsync(CancellationToken cancellationToken)
    {
        // What is decompressed of extensions is squeezed again, and not needed after that.
        using var unpacked = new ContentSpool(_options.SpoolDirectory);
        var extensions = await FindExtensionsAsync(unpacked, cancellationToken).ConfigureAwait(false);
        var builder = new InitramfsBuilder(new InitramfsOptions
        {
            Version = Request.Version,
            Clock = _context.Clock,
            ContentCheck = _options.ExtensionContentCheck,
            Cache = Cache,
        });
        var image = await builder.BuildFromAsync(OpenStockInitramfsAsync, extensions, Spool, _context, cancellationToken).ConfigureAwait(false);
        foreach (var warning in image.Warnings)
        {
            Log.KernelModuleIsOdd(_context.Logger, warning.Path, warning.Message);
        }

        Log.InitramfsReady(_context.Logger, image.Layers.Count, image.Content.Length);
        return image.Content;
    }

    async Task<StockInitramfs> OpenStockInitramfsAsync(CancellationToken cancellationToken)
    {
        var file = await _files.OpenAsync(Request.Initramfs, cancellationToken).ConfigureAwait(false);
        return new StockInitramfs(file.Content) { Key = file.Key };
    }

    /// <summary>The extensions in order; last the one that carries the machine configuration. Images are found, and not read yet.</summary>
    async Task<IReadOnlyList<ExtensionSource>> FindExtensionsAsync(ContentSpool unpacked, CancellationToken cancellationToken)
    {
        var extensions = new List<ExtensionSource>();
        foreach (var asset in Request.Extensions)
        {
            var image = await _images.FindAsync(asset, Request.Architecture, cancellationToken).ConfigureAwait(false);
            extensions.Add(new ExtensionSource
            {
                Name = image.Name,
                Layers = image.Layers,
                OpenAsync = async token => SystemExtensionReader.Read(
                    await _images.OpenTreeAsync(image, Request.Architecture, unpacked, token).ConfigureAwait(false), image.Name),
            });
        }

        if (Request.MachineConfiguration.Length > 0)
        {
            extensions.Add(Of(EmbeddedConfiguration.CreateTree(Request.MachineConfiguration), "embedded machine configuration") with { MayBeRemembered = false });
        }

        return extensions;
    }

    static ExtensionSource Of(FileTree tree, string name) => ExtensionSource.Of(SystemExtensionReader.Read(tree, name));
}
