using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;

namespace TalosBoot.Inputs;

/// <summary>
/// The trees of container images that builds work with. However many builds want an image at the same time, it is unpacked once; when the last of them has
/// ended, what was unpacked is gone.
/// </summary>
/// <param name="spoolDirectory">The folder for files; null for the system's folder for temporary files.</param>
internal sealed class SharedTrees(string? spoolDirectory)
{
    readonly Lock _lock = new();
    readonly Dictionary<(Digest Image, Architecture Architecture), SharedTree> _trees = [];

    /// <summary>Gets the tree of an image.</summary>
    /// <param name="key">The digest of the image, and the architecture that was chosen of it.</param>
    /// <param name="user">The tree can be read until this spool is disposed.</param>
    /// <param name="open">Makes the tree, and keeps what it is read from in the spool that it is given.</param>
    /// <param name="cancellationToken">Stops the work. Another build that waits for the same tree takes it up.</param>
    public async ValueTask<FileTree> OpenAsync(
        (Digest Image, Architecture Architecture) key, ContentSpool user, Func<ContentSpool, CancellationToken, ValueTask<FileTree>> open,
        CancellationToken cancellationToken)
    {
        var use = Use(key);
        try
        {
            var tree = await use.Tree.GetAsync(open, cancellationToken).ConfigureAwait(false);
            user.DisposeToo(use);
            return tree;
        }
        catch
        {
            use.Dispose();
            throw;
        }
    }

    SharedTreeUse Use((Digest Image, Architecture Architecture) key)
    {
        lock (_lock)
        {
            if (!_trees.TryGetValue(key, out var tree))
            {
                _trees[key] = tree = new SharedTree(spoolDirectory);
            }

            tree.Users++;
            return new SharedTreeUse(tree, () => Leave(key, tree));
        }
    }

    void Leave((Digest Image, Architecture Architecture) key, SharedTree tree)
    {
        lock (_lock)
        {
            if (--tree.Users > 0)
            {
                return;
            }

            _trees.Remove(key);
        }

        tree.Dispose();
    }
}
