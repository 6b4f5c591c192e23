namespace TalosBoot.Yaml.Reading;

/// <summary>
/// A document cannot be read. It never leaves the library: the reader of schematics, of profiles or of manifests turns it into the
/// exception of its own kind.
/// </summary>
internal sealed class YamlReadException(YamlFailure failure, string problem, YamlMark mark) : Exception(problem)
{
    public YamlFailure Failure { get; } = failure;

    /// <summary>The stage of the Go library that finds it.</summary>
    public YamlStage Stage { get; init; }

    /// <summary>What was being read, such as <c>while parsing a block mapping</c>, or null.</summary>
    public string? Context { get; init; }

    /// <summary>Where that started.</summary>
    public YamlMark ContextMark { get; init; } = mark;

    /// <summary>The place in the document, such as <c>overlay.name</c>, or null when it is not known.</summary>
    public string? Path { get; init; }

    /// <summary>Where the problem is.</summary>
    public YamlMark Mark { get; } = mark;

    /// <summary>Of the stage of the reader: how many bytes are in front of the problem.</summary>
    public long Offset { get; init; }

    /// <summary>Of the stage of the reader: the value of what is wrong, or null.</summary>
    public int? Value { get; init; }

    /// <summary>The line, counted from 1, or 0 when the document as a whole is meant.</summary>
    public int Line => Failure == YamlFailure.Empty ? 0 : Mark.Line + 1;

    /// <summary>The column, counted from 1, or 0.</summary>
    public int Column => Failure == YamlFailure.Empty ? 0 : Mark.Column + 1;

    /// <summary>The text that the Go library gives, which HTTP clients of an Image Factory see (schematic.md 4.6).</summary>
    public string ToGoText(GoYamlDialect dialect) => Stage == YamlStage.None
        ? Failure == YamlFailure.Empty ? Message : $"yaml: line {Line}: {Message}"
        : GoYamlRules.Of(dialect).Messages switch
        {
            GoYamlMessages.Staged => ToStagedText(),
            GoYamlMessages.Marked => ToMarkedText(),
            _ => ToTextWithLine(),
        };

    string ToStagedText()
    {
        // The reader and the resolver do not know where they are.
        var place = Stage is YamlStage.Reader or YamlStage.Resolver ? "<unknown position>" : Range();
        var context = Context is null ? string.Empty : $" ({Context})";
        var value = Value is null ? string.Empty : $" (value: {Value})";
        return $"go-yaml load error in {NameOf(Stage)}{context} at {place}: {Message}{value}";
    }

    string Range()
    {
        var (start, end) = (ContextMark, Mark);
        return Context is null || start == end ? Place(end)
            : start.Line == end.Line ? $"{Place(start)}-C{end.Column + 1}"
            : $"{Place(start)}-{Place(end)}";
    }

    string ToMarkedText() => Stage switch
    {
        YamlStage.Reader => $"yaml: offset {Offset}: {Message}",
        YamlStage.Composer when Failure == YamlFailure.Alias => $"yaml: line {Line}, column {Column + 1}: {Message}",
        YamlStage.Scanner or YamlStage.Parser => Context is null ? $"yaml: {MarkedPlace(Mark)}: {Message}"
            : ContextMark == Mark ? $"yaml: {Context} at {MarkedPlace(Mark)}: {Message}"
            : $"yaml: {Context} at {MarkedPlace(ContextMark)}: {MarkedPlace(Mark)}: {Message}",
        _ => $"yaml: {Message}",
    };

    /// <summary>The parser counts lines from 0, and then takes 0 for "not known", as it does with columns.</summary>
    string MarkedPlace(YamlMark place)
    {
        var line = Stage == YamlStage.Scanner ? place.Line + 1 : place.Line;
        return line == 0 ? "<unknown position>"
            : place.Column == 0 ? $"line {line}"
            : $"line {line}, column {place.Column + 1}";
    }

    string ToTextWithLine()
    {
        if (Stage is not (YamlStage.Scanner or YamlStage.Parser))
        {
            return $"yaml: {Message}";
        }

        // The lines are counted from 0, 0 is taken for "no line", and the scanner adds one afterwards.
        var counted = ContextMark.Line != 0 ? ContextMark.Line : Mark.Line;
        return counted == 0 ? $"yaml: {Message}"
            : $"yaml: line {(Stage == YamlStage.Scanner ? counted + 1 : counted)}: {Message}";
    }

    static string Place(YamlMark mark) => $"L{mark.Line + 1}.C{mark.Column + 1}";

    static string NameOf(YamlStage stage) => stage switch
    {
        YamlStage.Reader => "reader",
        YamlStage.Scanner => "scanner",
        YamlStage.Parser => "parser",
        YamlStage.Composer => "composer",
        YamlStage.Resolver => "resolver",
        _ => "constructor",
    };
}
