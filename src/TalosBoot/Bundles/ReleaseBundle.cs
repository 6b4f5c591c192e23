using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Oci;
using TalosBoot.Oci.Flattening;
using TalosBoot.Oci.ImageCaches;
using TalosBoot.Oci.Registry;
using TalosBoot.Overlays.Catalogs;
using TalosBoot.Profiles.Resolving;

namespace TalosBoot.Bundles;

/// <summary>
/// Everything that assets of some releases are made from, in one folder for machines without a network: an image cache, with every blob once, and the
/// signatures of what is in it. An engine builds from it as from a registry.
/// </summary>
public static class ReleaseBundle
{
    const string SignatureTagPrefix = "sha256-";

    static readonly OciPlatform CatalogPlatform = new() { OperatingSystem = "linux", Architecture = Architecture.Amd64.ToName() };

    /// <summary>Collects the images of some releases, with all of their platforms.</summary>
    /// <param name="images">
    /// Where they come from: a registry or an OCI layout. With <see cref="Sigstore.VerifiedImageSource"/> every image is verified on the way.
    /// </param>
    /// <param name="options">What is to be in it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The bundle, which <see cref="ImageCache.WriteToFolderAsync"/> writes.</returns>
    /// <exception cref="RegistryException">An image is missing, or the source fails.</exception>
    /// <exception cref="ExtensionException">A release has no such extension or overlay (TB3011).</exception>
    /// <exception cref="SignatureVerificationException">No signature of an image is accepted (TB22xx).</exception>
    public static async Task<ImageCache> CreateAsync(
        IContainerImageSource images, ReleaseBundleOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        var references = new List<string>();
        foreach (var version in options.Versions)
        {
            references.AddRange(await FindReferencesAsync(images, version, options, cancellationToken).ConfigureAwait(false));
        }

        return await ImageCacheBuilder.BuildAsync(
            images, [.. references.Distinct().Select(ImageReference.Parse)], new ImageCacheOptions { IncludeSignatures = true }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a bundle to a registry, under the names that its images have, with their signatures.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="images">The bundle, or a <see cref="Sigstore.VerifiedImageSource"/> over it: then every image is verified again before it is sent.</param>
    /// <param name="client">Talks to the registry.</param>
    /// <param name="registry">The registry, with a prefix where there is one, such as <c>registry.local:5000/mirror</c>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RegistryException">The registry refuses.</exception>
    /// <exception cref="SignatureVerificationException">No signature of an image is accepted (TB22xx).</exception>
    public static async Task ImportAsync(
        ImageCache bundle, IContainerImageSource images, RegistryClient client, string registry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentException.ThrowIfNullOrEmpty(registry);
        var (verified, plain) = (new RegistryImageCopier(images, client), new RegistryImageCopier(bundle, client));
        foreach (var reference in bundle.References)
        {
            // A signature is no image that somebody signs.
            var copier = reference.Tag?.StartsWith(SignatureTagPrefix, StringComparison.Ordinal) == true ? plain : verified;
            await copier.CopyAsync(reference, ImageReference.Parse($"{registry}/{reference.Repository}:{reference.Tag}"), cancellationToken).ConfigureAwait(false);
        }
    }

    static async Task<IEnumerable<string>> FindReferencesAsync(
        IContainerImageSource images, string version, ReleaseBundleOptions options, CancellationToken cancellationToken)
    {
        var (names, quirks) = (new TalosBootOptions(), new TalosQuirks(TalosVersion.Parse(version)));
        var references = new List<string>
        {
            quirks.HasImager ? names.ImagerReference(version) : names.InstallerReference(version), ProfileDefaults.BaseInstallerReference(quirks),
        };
        using var spool = new ContentSpool();
        if (options.Extensions.Count > 0)
        {
            var catalog = names.ExtensionCatalogReference(version);
            var known = ExtensionCatalogReader.Read(await ReadAsync(images, catalog, spool, cancellationToken).ConfigureAwait(false), catalog);
            references.Add(catalog);
            references.AddRange(options.Extensions.Select(name =>
                (known.FirstOrDefault(extension => extension.Repository == name) ?? throw Unknown(name, catalog)).Reference));
        }

        if (options.Overlays.Count > 0)
        {
            var catalog = names.OverlayCatalogReference(version);
            var known = OverlayCatalogReader.Read(await ReadAsync(images, catalog, spool, cancellationToken).ConfigureAwait(false), catalog);
            references.Add(catalog);
            references.AddRange(options.Overlays.Select(name =>
                (known.FirstOrDefault(overlay => overlay.Name == name) ?? throw Unknown(name, catalog)).ToString()));
        }

        return references;
    }

    static async Task<FileTree> ReadAsync(IContainerImageSource images, string reference, ContentSpool spool, CancellationToken cancellationToken)
    {
        var image = await images.ResolveAsync(ImageReference.Parse(reference), CatalogPlatform, cancellationToken).ConfigureAwait(false);
        return await image.FlattenAsync(spool, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    static ExtensionException Unknown(string name, string catalog) =>
        new(DiagnosticIds.ExtensionCatalogInvalid, catalog, name, $"it has no \"{name}\". List what there is with the catalog of the release.");
}
