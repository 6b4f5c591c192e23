using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.ImageCaches;
using TalosBoot.Oci.Layouts;

namespace TalosBoot.Oci;

/// <summary>Opens folders with container images, and lists them.</summary>
public static class ImageFolder
{
    /// <summary>
    /// Opens an OCI image layout, or an image cache (docs/formats/oci.md), which is what a bundle is too: a folder with <c>manifests</c> in it is taken for
    /// the latter.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="limits">The limits; null for the defaults.</param>
    /// <exception cref="RegistryException">It is neither (TB2005), or over a limit (TB2007).</exception>
    /// <exception cref="FileAccessException">A file cannot be read (TB6003).</exception>
    public static IImageFolder Open(string folder, ContainerImageLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Directory.Exists(Path.Combine(folder, CachePaths.Manifests)) ? ImageCache.Open(folder, limits) : OciLayout.Open(folder, limits);
    }

    /// <summary>The tags of a repository, each once, in the order of the references.</summary>
    /// <param name="images">The images.</param>
    /// <param name="repository">A reference of the repository, whose tag does not count.</param>
    public static IReadOnlyList<string> ListTags(this IImageFolder images, ImageReference repository)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(repository);
        return
        [
            .. images.References.Where(image => (image.Registry, image.Repository) == (repository.Registry, repository.Repository))
                .Select(image => image.Tag).OfType<string>().Distinct(StringComparer.Ordinal),
        ];
    }
}
