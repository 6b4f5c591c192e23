using TalosBoot.Yaml;

namespace TalosBoot.Schematics;

/// <summary>An identifier that a schematic has, or had, somewhere.</summary>
/// <param name="Id">The identifier.</param>
/// <param name="Dialect">The newest YAML dialect that gives it.</param>
/// <param name="Layout">The order of fields that gives it.</param>
public sealed record KnownSchematicId(SchematicId Id, GoYamlDialect Dialect, SchematicLayout Layout);
