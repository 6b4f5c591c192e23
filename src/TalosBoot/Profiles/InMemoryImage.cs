using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Oci;

namespace TalosBoot.Profiles;

/// <summary>A container image in memory, in one of three forms.</summary>
/// <param name="Name">What messages call it.</param>
internal sealed record InMemoryImage(string Name)
{
    /// <summary>The image; null in another form.</summary>
    public ContainerImage? Image { get; init; }

    /// <summary>Its root file system; null in another form.</summary>
    public FileTree? Tree { get; init; }

    /// <summary>An archive of either; null in another form.</summary>
    public BlobSource? Archive { get; init; }
}
