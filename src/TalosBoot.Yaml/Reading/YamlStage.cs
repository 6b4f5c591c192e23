namespace TalosBoot.Yaml.Reading;

/// <summary>The part of Go's library that finds an error; the texts of errors depend on it.</summary>
internal enum YamlStage
{
    /// <summary>None: a limit that only this reader has.</summary>
    None,

    Reader,

    Scanner,

    Parser,

    Composer,

    Resolver,

    Constructor,
}
