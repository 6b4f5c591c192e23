using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.Initramfs;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Inputs;

namespace TalosBoot.Planning;

/// <summary>Finds the extensions of a request, and builds its initramfs.</summary>
/// <param name="images">Where container images are.</param>
/// <param name="options">The options of the engine.</param>
/// <param name="context">Goes along with the build.</param>
/// <param name="found">Is told of each image.</param>
internal sealed class InitramfsPart(ImageStore images, TalosBootOptions options, BuildContext context, Action<BootAssetInput> found)
{
    /// <summary>Builds the initramfs.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="stock">The stock initramfs.</param>
    /// <param name="spool">Keeps what the result is read from.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<BlobSource> BuildAsync(ResolvedRequest request, InputFile stock, ContentSpool spool, CancellationToken cancellationToken)
    {
        // What is decompressed of extensions is squeezed again, and not needed after that.
        using var unpacked = new ContentSpool(options.SpoolDirectory);
        var extensions = await FindExtensionsAsync(request, unpacked, cancellationToken).ConfigureAwait(false);
        var builder = new InitramfsBuilder(new InitramfsOptions
        {
            Version = request.Version,
            Clock = context.Clock,
            ContentCheck = options.ExtensionContentCheck,
            Cache = images.Work,
            StockKey = stock.Key,
        });
        var image = await builder.BuildAsync(stock.Content, extensions, spool, context, cancellationToken).ConfigureAwait(false);
        foreach (var warning in image.Warnings)
        {
            Log.KernelModuleIsOdd(context.Logger, warning.Path, warning.Message);
        }

        Log.InitramfsReady(context.Logger, image.Layers.Count, image.Content.Length);
        return image.Content;
    }

    /// <summary>The extensions in order; last the one that carries the machine configuration. Images are found, and not read yet.</summary>
    async Task<IReadOnlyList<ExtensionSource>> FindExtensionsAsync(ResolvedRequest request, ContentSpool unpacked, CancellationToken cancellationToken)
    {
        var extensions = new List<ExtensionSource>();
        foreach (var asset in request.Extensions)
        {
            var image = await images.FindAsync(asset, request.Architecture, cancellationToken).ConfigureAwait(false);
            found(image.Input);
            extensions.Add(new ExtensionSource
            {
                Name = image.Name,
                Layers = image.Layers,
                OpenAsync = async token => SystemExtensionReader.Read(
                    await images.OpenTreeAsync(image, request.Architecture, unpacked, context, token).ConfigureAwait(false), image.Name),
            });
        }

        if (request.MachineConfiguration.Length > 0)
        {
            extensions.Add(Of(EmbeddedConfiguration.CreateTree(request.MachineConfiguration), "embedded machine configuration") with { MayBeRemembered = false });
        }

        return extensions;
    }

    static ExtensionSource Of(FileTree tree, string name) => ExtensionSource.Of(SystemExtensionReader.Read(tree, name));
}
