namespace TalosBoot.Yaml.Scalars;

/// <summary>The five ways to write a scalar.</summary>
internal enum YamlScalarStyle
{
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
    Folded,
}
