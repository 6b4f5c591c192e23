namespace TalosBoot.Yaml.Reading;

/// <summary>The five ways to write a scalar.</summary>
internal enum YamlScalarStyle
{
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
    Folded,
}
