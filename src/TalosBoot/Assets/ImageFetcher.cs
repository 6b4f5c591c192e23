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
    public AssetInputs FindInputs(Profile profile)
    {
        var reference = options.ImagerReference(profile.Version);
        var imager = new ImagerFiles(
            reference, token => ResolveAsync(reference, PlatformOf(profile), token), (image, token) => FlattenAsync(image, reference, spool, token),
            options.OpenContentCache());
        return new AssetInputs(profile, imager);
    }

    /// <summary>The extensions of a profile in order, and last the one that carries its machine configuration. Images are found, and not read yet.</summary>
    public async Task<IReadOnlyList<ExtensionSource>> FindExtensionsAsync(Profile profile, CancellationToken cancellationToken)
    {
        var extensions = new List<ExtensionSource>();
        foreach (var asset in profile.Input.SystemExtensions)
        {
            extensions.Add(await FindExtensionAsync(asset, PlatformOf(profile), cancellationToken).ConfigureAwait(false));
        }

        if (profile.Customization.EmbeddedMachineConfiguration is { Length: > 0 } configuration)
        {
            var extension = SystemExtensionReader.Read(EmbeddedConfiguration.CreateTree(configuration), "embedded machine configuration");
            extensions.Add(ExtensionSource.Of(extension) with { MayBeRemembered = false });
        }

        return extensions;
    }

    /// <summary>The official extensions of the profile's Talos release.</summary>
    public async Task<ExtensionCatalog> FetchExtensionCatalogAsync(Profile profile, CancellationToken cancellationToken)
    {
        var reference = options.ExtensionCatalogReference(profile.Version);
        var tree = await FetchTreeAsync(reference, PlatformOf(profile), spool, cancellationToken).ConfigureAwait(false);
        return new ExtensionCatalog(ExtensionCatalogReader.Read(tree, reference), reference);
    }

    /// <summary>The picture for UKIs, or null where none was asked for.</summary>
    public async Task<BlobSource?> FetchSplashAsync(Profile profile, CancellationToken cancellationToken)
    {
        if (options.Splash is not null || options.OfficialUkiReference(profile.Version) is not { } reference)
        {
            return options.Splash;
        }

        var tree = await FetchTreeAsync(reference, PlatformOf(profile), extensionSpool, cancellationToken).ConfigureAwait(false);
        return OfficialUki.ReadSplash(tree, profile.Arch, reference);
    }

    async Task<ExtensionSource> FindExtensionAsync(ContainerAsset asset, Oci.Platform platform, CancellationToken cancellationToken)
    {
        var name = asset.ToString();
        if (asset.TarballPath.Length > 0)
        {
            return new ExtensionSource
            {
                Name = name,
                OpenAsync = async token => SystemExtensionReader.Read(
                    await RootFsTarball.ReadAsync(asset.TarballPath, platform, extensionSpool, cancellationToken: token).ConfigureAwait(false), name),
            };
        }

        var image = asset.OciPath.Length > 0
            ? await OciLayout.Open(asset.OciPath).ResolvePlatformAsync(platform, cancellationToken).ConfigureAwait(false)
            : await ResolveAsync(asset.ImageRef, platform, cancellationToken, asset.ForceInsecure).ConfigureAwait(false);
        return new ExtensionSource
        {
            Name = name,
            Layers = [.. image.Layers.Select(layer => layer.Descriptor.Digest)],
            OpenAsync = async token => SystemExtensionReader.Read(await FlattenAsync(image, name, extensionSpool, token).ConfigureAwait(false), name),
        };
    }

    async Task<FileTree> FetchTreeAsync(string reference, Oci.Platform platform, ContentSpool layers, CancellationToken cancellationToken)
    {
        var image = await ResolveAsync(reference, platform, cancellationToken).ConfigureAwait(false);
        return await FlattenAsync(image, reference, layers, cancellationToken).ConfigureAwait(false);
    }

    async ValueTask<ContainerImage> ResolveAsync(
        string reference, Oci.Platform platform, CancellationToken cancellationToken, bool insecure = false)
    {
        var image = await images.Get(insecure).ResolveAsync(ImageReference.Parse(reference), platform, cancellationToken).ConfigureAwait(false);

        // An image for one platform is taken for any, as upstream does (oci.md 5.2).
        if (image.Config.Architecture is { Length: > 0 } architecture && architecture != platform.Architecture)
        {
            Log.OtherPlatform(_logger, reference, architecture, platform.Architecture);
        }

        return image;
    }

    async ValueTask<FileTree> FlattenAsync(ContainerImage image, string reference, ContentSpool layers, CancellationToken cancellationToken)
    {
        using var activity = TalosBootTelemetry.Source.StartActivity("talosboot.fetch");
        activity?.SetTag("talosboot.image", reference);
        var tree = await image.FlattenAsync(layers, cancellationToken: cancellationToken).ConfigureAwait(false);
        Log.ImageRead(_logger, reference);
        return tree;
    }

    static Oci.Platform PlatformOf(Profile profile) => new("linux", profile.Arch);
}
