namespace TalosBoot.Yaml.Reading;

/// <summary>The kinds of nodes. An alias is the node that it stands for.</summary>
internal enum YamlNodeKind
{
    Scalar,
    Sequence,
    Mapping,
}
