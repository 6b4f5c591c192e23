using System.Collections.Concurrent;
using TalosBoot.Core.Content;

namespace TalosBoot.Factory.Assets;

/// <summary>Keeps assets in memory, until the process ends. For tests and trials: there is no limit but that of an array.</summary>
public sealed class MemoryAssetStore : IAssetStore
{
    readonly ConcurrentDictionary<Digest, byte[]> _all = new();

    /// <inheritdoc/>
    public Task<StoredAsset?> FindAsync(Digest identity, CancellationToken cancellationToken = default) => Task.FromResult(
        _all.TryGetValue(identity, out var content)
            ? new StoredAsset(content.Length, _ => ValueTask.FromResult<Stream>(new MemoryStream(content, writable: false))) : null);

    /// <inheritdoc/>
    public Task PutAsync(Digest identity, BlobSource content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        _all[identity] = content.ToArray(Array.MaxLength);
        return Task.CompletedTask;
    }
}
