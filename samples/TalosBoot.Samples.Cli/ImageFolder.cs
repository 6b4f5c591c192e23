using TalosBoot.Oci;
using TalosBoot.Oci.ImageCaches;
using TalosBoot.Oci.Layouts;

namespace TalosBoot.Samples.Cli;

/// <summary>The folder of <c>--images</c>: a bundle, or an OCI layout.</summary>
static class ImageFolder
{
    public static IContainerImageSource Open(string folder) => Directory.Exists(Path.Combine(folder, "manifests")) ? ImageCache.Open(folder) : OciLayout.Open(folder);

    /// <summary>The names of the images in it.</summary>
    public static IEnumerable<ImageReference> ReadReferences(string folder) => Open(folder) switch
    {
        ImageCache cache => cache.References,
        OciLayout layout => layout.References,
        _ => [],
    };
}
