using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.Oci.ImageCaches;

/// <content>What a cache holds, by name.</content>
public sealed partial class ImageCache
{
    /// <summary>The images that have a tag, in the order of their names. Signatures are among them, by the tags that signers give them.</summary>
    public IReadOnlyList<ImageReference> References =>
        [.. Tree.Walk().Where(entry => entry.Entry is RegularFile).Select(entry => CachePaths.TryReadTag(entry.Path)).OfType<ImageReference>()];

    /// <inheritdoc/>
    public Digest ResolveDigest(ImageReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return Find(reference)?.Manifest.Digest ?? throw NotHeld(reference);
    }
}
