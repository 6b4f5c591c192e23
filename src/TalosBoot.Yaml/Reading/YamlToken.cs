using TalosBoot.Yaml.Scalars;

namespace TalosBoot.Yaml.Reading;

/// <summary>One token.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it starts.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Text">The text of a scalar, the name of an anchor or alias, the handle of a tag or tag directive, the version.</param>
/// <param name="Suffix">The suffix of a tag, the prefix of a tag directive.</param>
/// <param name="Style">The style of a scalar.</param>
internal readonly record struct YamlToken(
    YamlTokenKind Kind, YamlMark Start, YamlMark End, string Text = "", string Suffix = "", YamlScalarStyle Style = YamlScalarStyle.Plain);
