using Microsoft.Extensions.Logging;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Caching;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Core.Work;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Oci;
using TalosBoot.Oci.Flattening;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Registry;
using TalosBoot.Profiles;
using TalosBoot.Sigstore;

namespace TalosBoot.Inputs;

/// <summary>
/// The container images that assets are made from: finds them wherever they are, lets none be used that the engine's policy does not accept, and makes
/// trees of files of them. One for an engine; thread-safe.
/// </summary>
internal sealed class ImageStore : IDisposable
{
    readonly TalosBootOptions _options;
    readonly ImageSources _sources;
    readonly SharedTrees _trees;
    readonly ImageFacts _facts = new();
    readonly ILogger _logger;

    /// <summary>Creates a store.</summary>
    /// <param name="options">The options of the engine, which do not change any more.</param>
    public ImageStore(TalosBootOptions options)
    {
        _options = options;
        _sources = new ImageSources(options);
        _trees = new SharedTrees(options.SpoolDirectory);
        _logger = options.LoggerFactory.CreateLogger("TalosBoot");
        Work = options.OpenWorkCache();
    }

    /// <summary>Remembers what work has made of images; null for no memory.</summary>
    public ContentCache? Work { get; }

    /// <summary>The client that images are pushed with.</summary>
    public RegistryClient Client => _sources.Client;

    /// <summary>Finds an image by its reference.</summary>
    public ValueTask<FoundImage> FindAsync(string reference, Architecture architecture, CancellationToken cancellationToken) =>
        FindAsync(new ContainerAsset { ImageRef = reference }, architecture, cancellationToken);

    /// <summary>Finds an image, and verifies who vouches for it. Its layers are not read yet.</summary>
    /// <exception cref="Core.Diagnostics.RegistryException">There is no such image, or it cannot be had (TB20xx).</exception>
    /// <exception cref="Core.Diagnostics.SignatureVerificationException">Nobody whom the policy accepts vouches for it (TB22xx).</exception>
    public async ValueTask<FoundImage> FindAsync(ContainerAsset asset, Architecture architecture, CancellationToken cancellationToken)
    {
        var platform = OciPlatform.Linux(architecture);
        if (asset.Memory is { } memory)
        {
            return new FoundImage(new BootAssetInput(memory.Name) { Digest = memory.Image?.Digest }) { Image = memory.Image, Memory = memory };
        }

        if (asset.TarballPath.Length > 0)
        {
            var archive = new InMemoryImage(asset.TarballPath) { Archive = BlobSource.FromFile(asset.TarballPath) };
            return new FoundImage(new BootAssetInput(asset.TarballPath)) { Memory = archive };
        }

        return asset.OciPath.Length > 0
            ? await FindInLayoutAsync(asset.OciPath, platform, cancellationToken).ConfigureAwait(false)
            : await FindByReferenceAsync(asset, platform, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a tree of files of an image, unless another build works with it already. Who gets it does not change it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="architecture">The architecture to choose where an archive holds images for several.</param>
    /// <param name="spool">The tree can be read until it is disposed.</param>
    /// <param name="context">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public ValueTask<FileTree> OpenTreeAsync(
        FoundImage image, Architecture architecture, ContentSpool spool, BuildContext context, CancellationToken cancellationToken) =>
        image.Image is { } container
            ? _trees.OpenAsync((container.Digest, architecture), spool, (kept, token) => UnpackAsync(image, architecture, kept, context, token), cancellationToken)
            : UnpackAsync(image, architecture, spool, context, cancellationToken);

    /// <summary>Reads something small of an image, unless it is remembered.</summary>
    /// <param name="image">The image.</param>
    /// <param name="architecture">The architecture to choose where an archive holds images for several.</param>
    /// <param name="read">Reads it. The tree is gone afterwards.</param>
    /// <param name="context">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async ValueTask<T> ReadAsync<T>(
        FoundImage image, Architecture architecture, Func<FileTree, T> read, BuildContext context, CancellationToken cancellationToken)
        where T : class
    {
        var digest = image.Image?.Digest;
        if (digest is { } known && _facts.Find<T>(known) is { } remembered)
        {
            return remembered;
        }

        using var spool = new ContentSpool(_options.SpoolDirectory);
        var fact = read(await OpenTreeAsync(image, architecture, spool, context, cancellationToken).ConfigureAwait(false));
        if (digest is { } named)
        {
            _facts.Keep(named, fact);
        }

        return fact;
    }

    /// <summary>The official extensions of a Talos release.</summary>
    public async ValueTask<ExtensionCatalog> OpenExtensionCatalogAsync(
        string version, Architecture architecture, BuildContext context, CancellationToken cancellationToken)
    {
        var reference = _options.ExtensionCatalogReference(version);
        var image = await FindAsync(reference, architecture, cancellationToken).ConfigureAwait(false);
        return new ExtensionCatalog(
            await ReadAsync(image, architecture, tree => ExtensionCatalogReader.Read(tree, reference), context, cancellationToken).ConfigureAwait(false), reference);
    }

    public void Dispose() => _sources.Dispose();

    async ValueTask<FileTree> UnpackAsync(
        FoundImage image, Architecture architecture, ContentSpool spool, BuildContext context, CancellationToken cancellationToken)
    {
        var tree = image switch
        {
            { Image: { } container } => await container.FlattenAsync(spool, context: context, cancellationToken: cancellationToken).ConfigureAwait(false),
            { Memory.Tree: { } given } => given,
            _ => await RootFsTarball.ReadContentAsync(
                image.Memory!.Archive!, image.Name, OciPlatform.Linux(architecture), spool, context: context, cancellationToken: cancellationToken).ConfigureAwait(false),
        };
        Log.ImageRead(_logger, image.Name);
        return tree;
    }

    async ValueTask<FoundImage> FindInLayoutAsync(string folder, OciPlatform platform, CancellationToken cancellationToken)
    {
        var layout = OciLayout.Open(folder);
        var image = await layout.ResolvePlatformAsync(platform, cancellationToken).ConfigureAwait(false);
        var signature = _options.SignaturePolicy is { } policy
            ? await new VerifiedImageSource(layout, policy).VerifyAsync(NameInLayout(layout, image).WithDigest(image.Digest), cancellationToken).ConfigureAwait(false)
            : null;
        return new FoundImage(new BootAssetInput(folder) { Digest = image.Digest, Signature = signature }) { Image = image };
    }

    /// <summary>The name by which a layout knows an image, as signatures beside it are named after it; any name where it tells none.</summary>
    static ImageReference NameInLayout(OciLayout layout, ContainerImage image)
    {
        var told = layout.Index.Manifests.First(entry => entry.Digest == image.Digest).Annotations?.GetValueOrDefault(OciLayout.ReferenceNameAnnotation);
        return told?.Contains('/', StringComparison.Ordinal) == true && ImageReference.TryParse(told, out var reference)
            ? reference
            : ImageReference.Parse("layout.invalid/image");
    }

    async ValueTask<FoundImage> FindByReferenceAsync(ContainerAsset asset, OciPlatform platform, CancellationToken cancellationToken)
    {
        var reference = ImageReference.Parse(asset.ImageRef);
        var source = _sources.Get(asset.ForceInsecure);
        var signature = _options.SignaturePolicy is { } policy
            ? await new VerifiedImageSource(source, policy).VerifyAsync(reference, cancellationToken).ConfigureAwait(false)
            : null;
        var image = await source.ResolveAsync(signature is null ? reference : reference.WithDigest(signature.Digest), platform, cancellationToken).ConfigureAwait(false);

        // An image for one platform is taken for any, as upstream does (docs/formats/oci.md).
        if (image.Config.Architecture is { Length: > 0 } architecture && architecture != platform.Architecture)
        {
            Log.OtherPlatform(_logger, asset.ImageRef, architecture, platform.Architecture);
        }

        return new FoundImage(new BootAssetInput(asset.ImageRef) { Digest = image.Digest, Signature = signature }) { Image = image };
    }
}
