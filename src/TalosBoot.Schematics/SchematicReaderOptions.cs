using TalosBoot.Yaml;
using TalosBoot.Yaml.Reading;

namespace TalosBoot.Schematics;

/// <summary>How a schematic is read.</summary>
public sealed record SchematicReaderOptions
{
    /// <summary>
    /// The YAML dialect, which decides about a few values (a plain <c>-0</c>, <c>0b-1</c>, fractions, timestamps) and the texts of errors.
    /// Default: the newest. To recompute an identifier of an older Image Factory from a document, read and hash it with the older dialect.
    /// </summary>
    public GoYamlDialect Dialect { get; init; }

    /// <summary>The longest document that is accepted, in bytes. Default 1 MiB.</summary>
    public int MaximumLength { get; init; } = YamlLimits.Default.Length;
}
