namespace TalosBoot.Yaml.Reading;

/// <summary>
/// A document cannot be read. It never leaves the library: the reader of schematics, of profiles or of manifests turns it into the
/// exception
/// of its own kind.
/// </summary>
internal sealed class YamlReadException(YamlFailure failure, string problem, YamlMark mark) : Exception(problem)
{
    public YamlFailure Failure { get; } = failure;

    /// <summary>
    /// The stage of the Go library that finds it: <c>scanner</c> or <c>parser</c>, or null when the library has no such limit.
    /// </summary>
    public string? Stage { get; init; }

    /// <summary>What was being read, such as <c>while parsing a block mapping</c>, or null.</summary>
    public string? Context { get; init; }

    /// <summary>Where that started.</summary>
    public YamlMark ContextMark { get; init; } = mark;

    /// <summary>Where the problem is.</summary>
    public YamlMark Mark { get; } = mark;

    /// <summary>The line, counted from 1, or 0 when the document as a whole is meant.</summary>
    public int Line => Failure == YamlFailure.Empty ? 0 : Mark.Line + 1;

    /// <summary>The column, counted from 1, or 0.</summary>
    public int Column => Failure == YamlFailure.Empty ? 0 : Mark.Column + 1;

    /// <summary>The text that the Go library gives, which HTTP clients of an Image Factory see (schematic.md 4.6).</summary>
    public string ToGoText(GoYamlDialect dialect)
    {
        if (Stage is null)
        {
            return Failure == YamlFailure.Empty ? Message : $"yaml: line {Line}: {Message}";
        }

        if (dialect == GoYamlDialect.YamlV4Rc6)
        {
            var place = Context is null || ContextMark == Mark ? Place(Mark) : $"{Place(ContextMark)}-{Place(Mark)}";
            return Context is null
                ? $"go-yaml load error in {Stage} at {place}: {Message}"
                : $"go-yaml load error in {Stage} ({Context}) at {place}: {Message}";
        }

        // The older releases count the lines of their parser from 0, and then take 0 for "no line".
        var line = (ContextMark.Line != 0 ? ContextMark.Line : Mark.Line) + (Stage == "scanner" ? 1 : 0);
        return line == 0 ? $"yaml: {Message}"
            : dialect == GoYamlDialect.YamlV4Rc4 && Context is not null ? $"yaml: {Context} at line {line}: {Message}"
            : $"yaml: line {line}: {Message}";
    }

    static string Place(YamlMark mark) => $"L{mark.Line + 1}.C{mark.Column + 1}";
}
