namespace TalosBoot.Yaml.Reading;

/// <summary>A place in a document, counted in code points from 0.</summary>
internal readonly record struct YamlMark(int Index, int Line, int Column);
