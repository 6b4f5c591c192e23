using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.ImageCaches;

/// <summary>
/// Makes image caches: folders of images that a Talos node serves to itself, so that it needs no registry. The tree is that of
/// <c>talosctl images cache-create</c> (docs/formats/oci.md), and the same images give the same tree.
/// </summary>
public static class ImageCacheBuilder
{
    /// <summary>Puts images into a new cache: manifests, indexes and blobs as they are stored, each once.</summary>
    /// <param name="images">
    /// Where the images come from. It must stay open as long as the cache is used, as the cache holds its blobs. Of a layout, a registry and a source that
    /// verifies one of them, indexes are taken too; of others, only the image for each platform.
    /// </param>
    /// <param name="references">The images. The order does not matter, but for images of one repository that are named by digest alone.</param>
    /// <param name="options">Platforms, signatures and limits; null for the defaults.</param>
    /// <param name="cancellationToken">Stops fetching and verifying.</param>
    /// <exception cref="RegistryException">
    /// An image is not there (TB2002), not for a platform (TB2004), not all there (TB2006), cannot be understood (TB2003, TB2007), or its name has no place
    /// in a cache, or takes that of another (TB2008). The source may fail, too.
    /// </exception>
    /// <exception cref="ContentMismatchException">A blob is not what its digest (TB2101) or size (TB2102) says.</exception>
    /// <exception cref="SignatureVerificationException">The source verifies signatures, and does not accept that of an image (TB22xx).</exception>
    public static async Task<ImageCache> BuildAsync(
        IContainerImageSource images, IReadOnlyList<ImageReference> references, ImageCacheOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(references);
        options ??= new ImageCacheOptions();
        var contents = new CacheContents(options.Limits);
        var filling = new CacheFilling(new CacheOrigin(images), contents, options);
        foreach (var reference in references)
        {
            await filling.AddAsync(reference, cancellationToken).ConfigureAwait(false);
        }

        return new ImageCache("a new image cache", contents.Tree, options.Limits);
    }
}
