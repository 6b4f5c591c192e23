using TalosBoot.Core.Content;

namespace TalosBoot.Core.Caching;

/// <summary>What a cache has under a key, or else the turn to make it: nobody else makes it meanwhile, neither here nor in another process.</summary>
internal sealed class CacheTurn(ContentCache cache, Digest key, BlobSource? found, EntryLock? held) : IDisposable
{
    /// <summary>What is there; null when it is to be made.</summary>
    public BlobSource? Found { get; } = found;

    /// <summary>Keeps what was made.</summary>
    public void Keep(BlobSource content, CancellationToken cancellationToken) => cache.Keep(key, content, cancellationToken);

    /// <summary>Ends the turn.</summary>
    public void Dispose() => held?.Dispose();
}
