using TalosBoot.Schematics;

namespace TalosBoot.Planning;

/// <summary>The schematic of an asset.</summary>
/// <param name="Id">The identifier that it is known by.</param>
/// <param name="Extension">The virtual extension by which a machine knows it; null for outputs without an initramfs.</param>
internal sealed record ResolvedSchematic(SchematicId Id, SchematicExtension? Extension);
