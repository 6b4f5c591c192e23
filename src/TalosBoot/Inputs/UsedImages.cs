using TalosBoot.Archives.Trees;
using TalosBoot.Core.Caching;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Core.Work;
using TalosBoot.Profiles;

namespace TalosBoot.Inputs;

/// <summary>The container images that one build uses: found in the engine's store, and noted as inputs of the asset. Thread-safe.</summary>
/// <param name="store">The store of the engine.</param>
/// <param name="context">Goes along with the build.</param>
internal sealed class UsedImages(ImageStore store, BuildContext context)
{
    readonly Lock _lock = new();
    readonly List<BootAssetInput> _inputs = [];

    /// <summary>The images that were used up to now, in the order in which they were found.</summary>
    public IReadOnlyList<BootAssetInput> Inputs
    {
        get
        {
            lock (_lock)
            {
                return [.. _inputs];
            }
        }
    }

    /// <summary>Remembers what work has made of images; null for no memory.</summary>
    public ContentCache? Work => store.Work;

    /// <summary>Whose threads work for the build.</summary>
    public WorkBudget Budget => context.Budget;

    /// <summary>Finds an image.</summary>
    /// <inheritdoc cref="ImageStore.FindAsync(ContainerAsset, Architecture, CancellationToken)"/>
    public async ValueTask<FoundImage> FindAsync(ContainerAsset asset, Architecture architecture, CancellationToken cancellationToken)
    {
        var image = await store.FindAsync(asset, architecture, cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            _inputs.Add(image.Input);
        }

        return image;
    }

    /// <summary>Makes a tree of files of an image, or takes that of another build.</summary>
    public ValueTask<FileTree> OpenTreeAsync(FoundImage image, Architecture architecture, ContentSpool spool, CancellationToken cancellationToken) =>
        store.OpenTreeAsync(image, architecture, spool, context, cancellationToken);
}
