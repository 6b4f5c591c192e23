namespace TalosBoot.Yaml.Reading;

/// <summary>Why a document cannot be read.</summary>
internal enum YamlFailure
{
    /// <summary>It is no YAML.</summary>
    Syntax,

    /// <summary>It is no text: bytes that are not UTF-8, or characters that YAML does not allow.</summary>
    Encoding,

    /// <summary>A limit is exceeded.</summary>
    Limit,

    /// <summary>There is no document.</summary>
    Empty,

    /// <summary>An alias has no anchor, or is within what it stands for.</summary>
    Alias,

    /// <summary>A merge key names something else than mappings.</summary>
    Merge,

    /// <summary>A value is not what its tag says, or cannot be a key.</summary>
    Value,
}
