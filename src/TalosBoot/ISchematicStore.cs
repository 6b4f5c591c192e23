using TalosBoot.Schematics;

namespace TalosBoot;

/// <summary>Where schematics are kept by their identifiers, such as the store of an Image Factory.</summary>
public interface ISchematicStore
{
    /// <summary>Finds a schematic.</summary>
    /// <param name="id">The identifier that it was stored under.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The schematic, or null when there is none.</returns>
    ValueTask<Schematic?> FindAsync(SchematicId id, CancellationToken cancellationToken = default);
}
