using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci;

/// <summary>Container images in files, which can be listed. <see cref="ImageFolder"/> opens a folder with them.</summary>
public interface IImageFolder : IContainerImageSource
{
    /// <summary>The names of the images that have one.</summary>
    IReadOnlyList<ImageReference> References { get; }

    /// <summary>The digest of what a reference stands for, which for images of several platforms is that of the index.</summary>
    /// <param name="reference">The reference.</param>
    /// <exception cref="RegistryException">It is not held (TB2002).</exception>
    Digest ResolveDigest(ImageReference reference);
}
