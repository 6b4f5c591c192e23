using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci;

/// <summary>Where container images come from: a folder, an archive, a registry.</summary>
public interface IContainerImageSource
{
    /// <summary>Finds an image. Its layers are opened, and verified, when they are needed.</summary>
    /// <param name="reference">The name.</param>
    /// <param name="platform">The platform to choose where the name stands for images of several platforms.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="RegistryException">
    /// There is no such image (TB2002), none for the platform (TB2004), or it cannot be understood (TB2003, TB2006, TB2007).
    /// </exception>
    /// <exception cref="ContentMismatchException">A blob is not what its digest (TB2101) or size (TB2102) says.</exception>
    ValueTask<ContainerImage> ResolveAsync(ImageReference reference, OciPlatform platform, CancellationToken cancellationToken = default);
}
