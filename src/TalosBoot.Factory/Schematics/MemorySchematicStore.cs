using System.Collections.Concurrent;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Schematics;

/// <summary>Keeps schematics in memory, until the process ends. For tests and trials: there is no limit.</summary>
public sealed class MemorySchematicStore : ISchematicRepository
{
    readonly ConcurrentDictionary<SchematicId, byte[]> _all = new();

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>?> FindAsync(SchematicId id, CancellationToken cancellationToken = default) =>
        Task.FromResult<ReadOnlyMemory<byte>?>(_all.TryGetValue(id, out var text) ? new ReadOnlyMemory<byte>(text) : default(ReadOnlyMemory<byte>?));

    /// <inheritdoc/>
    public Task<bool> PutAsync(SchematicId id, ReadOnlyMemory<byte> canonical, CancellationToken cancellationToken = default) =>
        Task.FromResult(_all.TryAdd(id, canonical.ToArray()));
}
