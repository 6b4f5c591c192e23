namespace TalosBoot.Yaml.Writing;

/// <summary>How <see cref="GoYamlWriter"/> writes.</summary>
/// <param name="Dialect">The release of the library that is followed.</param>
/// <param name="Indent">The indentation: 4 for schematics, 2 for the dump of a profile. From 2 to 9.</param>
/// <param name="Width">
/// The column after which a space in a plain or quoted scalar becomes a line break, or null for never. The library's encoder object of
/// v4-rc.4 and newer has 80; its marshalling function, and with it every schematic, has none (schematic.md 6).
/// </param>
internal readonly record struct GoYamlWriterOptions(GoYamlDialect Dialect, int Indent = 4, int? Width = null)
{
    public GoYamlRules Rules => GoYamlRules.Of(Dialect);
}
