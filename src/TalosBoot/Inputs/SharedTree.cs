using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.Inputs;

/// <summary>A tree of files that several builds read, and what it is read from.</summary>
/// <param name="spoolDirectory">The folder for files; null for the system's folder for temporary files.</param>
internal sealed class SharedTree(string? spoolDirectory) : IDisposable
{
    readonly SemaphoreSlim _one = new(1, 1);
    readonly ContentSpool _spool = new(spoolDirectory);
    FileTree? _tree;

    /// <summary>How many builds use it. Guarded by <see cref="SharedTrees"/>.</summary>
    public int Users { get; set; }

    /// <summary>The tree, which is made unless that was done before. Who is cancelled, or fails, leaves it to the next one.</summary>
    public async ValueTask<FileTree> GetAsync(Func<ContentSpool, CancellationToken, ValueTask<FileTree>> open, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _tree ??= await open(_spool, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _spool.Dispose();
        _one.Dispose();
    }
}
