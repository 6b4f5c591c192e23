using Microsoft.Extensions.Logging;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Oci;
using TalosBoot.Oci.Flattening;
using TalosBoot.Oci.Layouts;
using TalosBoot.Profiles;

namespace TalosBoot.Assets;

/// <summary>Gets the container images that an asset is made from, as trees of files.</summary>
/// <param name="options">What they are called, and where messages go.</param>
/// <param name="images">Where they come from.</param>
/// <param name="spool">Keeps what is decompressed of images whose files become part of the asset.</param>
/// <param name="extensionSpool">Keeps what is decompressed of extensions, which are squeezed again and not needed after that.</param>
internal sealed class ImageFetcher(TalosBootOptions options, EngineImages images, ContentSpool spool, ContentSpool extensionSpool)
{
    readonly ILogger _logger = options.LoggerFactory.CreateLogger("TalosBoot");

    /// <summary>What the profile names as inputs. The imager image is read only when something in it is needed.</summary>
    public async Task<AssetInputs> FetchInputsAsync(Profile profile, CancellationToken cancellationToken)
    {
        var reference = options.ImagerReference(profile.Version);
        var tree = AssetInputs.NeedImager(profile)
            ? await FetchTreeAsync(reference, PlatformOf(profile), spool, cancellationToken).ConfigureAwait(false)
            : null;
        return new AssetInputs(tree, reference);
    }

    /// <summary>The extensions of a profile in order, and last the one that carries its machine configuration.</summary>
    public async Task<IReadOnlyList<SystemExtension>> FetchExtensionsAsync(Profile profile, CancellationToken cancellationToken)
    {
        var extensions = new List<SystemExtension>();
        foreach (var asset in profile.Input.SystemExtensions)
        {
            var tree = await FetchExtensionAsync(asset, PlatformOf(profile), cancellationToken).ConfigureAwait(false);
            extensions.Add(SystemExtensionReader.Read(tree, asset.ToString()));
        }

        if (profile.Customization.EmbeddedMachineConfiguration is { Length: > 0 } configuration)
        {
            extensions.Add(SystemExtensionReader.Read(EmbeddedConfiguration.CreateTree(configuration), "embedded machine configuration"));
        }

        return extensions;
    }

    /// <summary>The official extensions of the profile's Talos release.</summary>
    public async Task<ExtensionCatalog> FetchExtensionCatalogAsync(Profile profile, CancellationToken cancellationToken)
    {
        var reference = options.ExtensionCatalogReference(profile.Version);
        var tree = await FetchTreeAsync(reference, PlatformOf(profile), spool, cancellationToken).ConfigureAwait(false);
        return tree.Find(ExtensionCatalog.DigestsPath) is RegularFile digests
            ? ExtensionCatalog.Read(digests.Content, reference)
            : throw new RegistryException(
                DiagnosticIds.FileMissingInImage, reference,
                $"failed to find {ExtensionCatalog.DigestsPath} file: the image is no catalog of extensions. Catalogs came with Talos 1.5.3.");
    }

    async Task<FileTree> FetchExtensionAsync(ContainerAsset asset, Oci.Platform platform, CancellationToken cancellationToken)
    {
        if (asset.TarballPath.Length > 0)
        {
            return await RootFsTarball.ReadAsync(asset.TarballPath, platform, extensionSpool, cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        if (asset.OciPath.Length > 0)
        {
            var image = await OciLayout.Open(asset.OciPath).ResolvePlatformAsync(platform, cancellationToken).ConfigureAwait(false);
            return await image.FlattenAsync(extensionSpool, cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        return await FetchTreeAsync(asset.ImageRef, platform, extensionSpool, cancellationToken, asset.ForceInsecure).ConfigureAwait(false);
    }

    async Task<FileTree> FetchTreeAsync(
        string reference, Oci.Platform platform, ContentSpool layers, CancellationToken cancellationToken, bool insecure = false)
    {
        using var activity = TalosBootTelemetry.Source.StartActivity("talosboot.fetch");
        activity?.SetTag("talosboot.image", reference);
        var image = await images.Get(insecure).ResolveAsync(ImageReference.Parse(reference), platform, cancellationToken).ConfigureAwait(false);
        var tree = await image.FlattenAsync(layers, cancellationToken: cancellationToken).ConfigureAwait(false);
        Log.ImageRead(_logger, reference);
        return tree;
    }

    static Oci.Platform PlatformOf(Profile profile) => new("linux", profile.Arch);
}
