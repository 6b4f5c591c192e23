using TalosBoot.Core.Diagnostics;
using TalosBoot.Yaml;
using TalosBoot.Yaml.Reading;

namespace TalosBoot.Profiles.Reading;

/// <summary>Reads the values of <c>--overlay-option</c> (docs/formats/profile.md): later keys win.</summary>
internal static class OverlayOptionsParser
{
    public static YamlMapping Parse(IReadOnlyList<string> options)
    {
        var entries = new Dictionary<YamlValue, YamlValue>();
        foreach (var option in options)
        {
            if (option.StartsWith('@'))
            {
                foreach (var (key, value) in ReadDocument(option[1..]).Entries)
                {
                    entries[key] = value;
                }

                continue;
            }

            var separator = option.IndexOf('=', StringComparison.Ordinal);
            var name = separator < 0 ? option : option[..separator];
            var text = separator < 0 ? string.Empty : option[(separator + 1)..];
            entries[new YamlText(name)] = new YamlText(text.StartsWith('@') ? TextFile.Read(text[1..]) : text);
        }

        return new YamlMapping(entries);
    }

    static YamlMapping ReadDocument(string path)
    {
        var decoder = new GoDecoder(GoYamlDialect.YamlV4Rc6, refusesUnknownFields: false);
        try
        {
            var mapping = decoder.TextMapping(YamlDocumentReader.Read(TextFile.ReadBytes(path), YamlLimits.Default));
            return decoder.Problems.Count == 0 ? mapping ?? YamlMapping.Empty : throw Invalid(path, decoder.ToGoText());
        }
        catch (YamlReadException exception)
        {
            throw Invalid(path, exception.ToGoText(GoYamlDialect.YamlV4Rc6), exception);
        }
    }

    static ProfileValidationException Invalid(string path, string problem, Exception? inner = null) =>
        new(DiagnosticIds.InvalidProfileDocument, "overlay.options", $"{path}: {problem}", inner);
}
