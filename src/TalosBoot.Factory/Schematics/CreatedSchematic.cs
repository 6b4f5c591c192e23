using TalosBoot.Schematics;

namespace TalosBoot.Factory.Schematics;

/// <summary>A schematic that was created, and the answer that says so.</summary>
internal sealed record CreatedSchematic(SchematicId Id, string Owner, ReadOnlyMemory<byte> Answer);
