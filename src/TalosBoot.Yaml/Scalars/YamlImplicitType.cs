namespace TalosBoot.Yaml.Scalars;

/// <summary>What a plain scalar is read as (docs/formats/schematic.md).</summary>
internal enum YamlImplicitType
{
    Text,
    Null,
    Boolean,
    Integer,
    Float,
    Timestamp,
    Merge,
}
