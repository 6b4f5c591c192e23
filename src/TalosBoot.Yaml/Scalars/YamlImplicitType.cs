namespace TalosBoot.Yaml.Scalars;

/// <summary>What a plain scalar is read as (schematic.md 9).</summary>
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
