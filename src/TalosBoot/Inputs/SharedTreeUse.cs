namespace TalosBoot.Inputs;

/// <summary>That one build uses a tree, until this is disposed.</summary>
/// <param name="tree">The tree.</param>
/// <param name="leave">Is called once, when it is no longer used.</param>
internal sealed class SharedTreeUse(SharedTree tree, Action leave) : IDisposable
{
    int _left;

    public SharedTree Tree => tree;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
        {
            leave();
        }
    }
}
