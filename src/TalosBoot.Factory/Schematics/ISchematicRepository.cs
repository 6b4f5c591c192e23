using TalosBoot.Schematics;

namespace TalosBoot.Factory.Schematics;

/// <summary>Keeps schematics: their canonical texts, by their identifiers, which are the SHA-256 of the texts.</summary>
/// <remarks>Implementations are thread-safe, may be shared by processes, and never give text whose digest is not the identifier.</remarks>
public interface ISchematicRepository
{
    /// <summary>Looks a schematic up.</summary>
    /// <param name="id">The identifier.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    /// <returns>The stored text, or null when there is none.</returns>
    Task<ReadOnlyMemory<byte>?> FindAsync(SchematicId id, CancellationToken cancellationToken = default);

    /// <summary>Stores a schematic, durably, if it is not there.</summary>
    /// <param name="id">The identifier.</param>
    /// <param name="canonical">The canonical text.</param>
    /// <param name="cancellationToken">Stops storing.</param>
    /// <returns>Whether it is new.</returns>
    Task<bool> PutAsync(SchematicId id, ReadOnlyMemory<byte> canonical, CancellationToken cancellationToken = default);
}
