using TalosBoot.Schematics;

namespace TalosBoot.Planning;

/// <summary>The schematic that an asset is described by.</summary>
/// <param name="Id">The identifier that it is known by.</param>
/// <param name="Find">Gives the schematic.</param>
internal sealed record RequestedSchematic(SchematicId Id, Func<CancellationToken, ValueTask<Schematic>> Find);
