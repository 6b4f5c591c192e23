using TalosBoot.Schematics;

namespace TalosBoot.Factory.Schematics;

/// <summary>A schematic that the store has.</summary>
/// <param name="Id">The identifier it is stored under.</param>
/// <param name="Schematic">The schematic.</param>
/// <param name="Canonical">Its canonical text, as the running release writes it.</param>
internal sealed record StoredSchematic(SchematicId Id, Schematic Schematic, ReadOnlyMemory<byte> Canonical);
