using TalosBoot.Core.Diagnostics;
using TalosBoot.Yaml;
using TalosBoot.Yaml.Reading;

namespace TalosBoot.Schematics;

/// <summary>
/// Turns the nodes of a document into a schematic, and what goes wrong into <see cref="SchematicException"/>s (docs/formats/schematic.md).
/// </summary>
internal static class SchematicReader
{
    public static Schematic Read(ReadOnlySpan<byte> document, SchematicReaderOptions options)
    {
        try
        {
            return Decode(YamlDocumentReader.Read(document, LimitsOf(options, document.Length), options.Dialect), options.Dialect);
        }
        catch (YamlReadException exception)
        {
            throw Translate(exception, options.Dialect);
        }
    }

    public static Schematic Read(string document, SchematicReaderOptions options)
    {
        try
        {
            return Decode(YamlDocumentReader.Read(document, LimitsOf(options, document.Length), options.Dialect), options.Dialect);
        }
        catch (YamlReadException exception)
        {
            throw Translate(exception, options.Dialect);
        }
    }

    /// <summary>What aliases repeat is bounded; a document without them has no more characters than it is long.</summary>
    static YamlLimits LimitsOf(SchematicReaderOptions options, int length) => YamlLimits.Default with
    {
        Length = options.MaximumLength,
        Characters = Math.Max(YamlLimits.Default.Characters, length),
    };

    static Schematic Decode(YamlNode root, GoYamlDialect dialect)
    {
        var decoder = new GoDecoder(dialect, refusesUnknownFields: true);
        var draft = new SchematicDraft();
        decoder.Structure(root, "schematic.Schematic", draft, static (decoder, draft, name, value) => draft.TrySet(decoder, name, value));
        return decoder.Problems.Count == 0 ? draft.ToSchematic() : throw Translate(decoder);
    }

    static SchematicException Translate(YamlReadException exception, GoYamlDialect dialect)
    {
        var (id, advice) = exception.Failure switch
        {
            YamlFailure.Encoding => (DiagnosticIds.SchematicEncoding, "Save it as UTF-8, and write control characters as escapes."),
            YamlFailure.Limit => (DiagnosticIds.SchematicLimit, "Make the document smaller."),
            YamlFailure.Empty => (DiagnosticIds.SchematicEmpty, "Write customization: {} for a schematic without customisation."),
            YamlFailure.Merge => (DiagnosticIds.SchematicAlias, "Let the merge key name mappings, or write the values out."),
            YamlFailure.Value => (DiagnosticIds.SchematicWrongType, "Write a value of that type."),
            YamlFailure.Alias => (DiagnosticIds.SchematicAlias, "Define the anchor before the alias, or write the value out."),
            _ => (DiagnosticIds.SchematicSyntax, "Correct the document at that place."),
        };
        var text = exception.ToGoText(dialect);
        var place = exception.Line == 0 ? string.Empty : $" (line {exception.Line}, column {exception.Column})";
        return new SchematicException(id, $"{text}{place}. {advice}", exception.Line, exception.Column, exception.Path, exception)
        {
            UpstreamText = exception.Failure == YamlFailure.Limit ? null : text,
        };
    }

    static SchematicException Translate(GoDecoder decoder)
    {
        var first = decoder.Problems[0];
        var (id, advice) = first.Failure switch
        {
            GoDecodeFailure.UnknownField => (DiagnosticIds.SchematicUnknownField, "Remove the field, or correct its spelling."),
            GoDecodeFailure.DuplicateKey => (DiagnosticIds.SchematicDuplicateKey, "Remove one of the two."),
            GoDecodeFailure.UnknownWord => (DiagnosticIds.SchematicUnknownWord, "Use none, dual-boot, sd-boot or grub."),
            _ => (DiagnosticIds.SchematicWrongType, "Write a value of that type."),
        };
        var text = decoder.ToGoText();
        var path = first.Path.Length == 0 ? string.Empty : $" at {first.Path}";
        return new SchematicException(
            id, $"{text} (line {first.Line}, column {first.Column}{path}). {advice}", first.Line, first.Column, first.Path)
        {
            UpstreamText = text,
        };
    }
}
