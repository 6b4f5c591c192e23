namespace TalosBoot.Factory.Configuration;

/// <summary>
/// Reads a file of environment variables, <c>.env</c>, as shells and container engines have them: lines <c>NAME=VALUE</c>, with <c>export</c> before them or not.
/// A value may be quoted; behind a quoted one, and behind a blank in any other, <c>#</c> begins a comment.
/// </summary>
internal static class VariablesFile
{
    const string Export = "export ";

    /// <summary>Reads the lines of a file.</summary>
    /// <param name="path">What the file is called where one of them is wrong.</param>
    /// <param name="lines">The lines.</param>
    /// <exception cref="ImageFactoryConfigurationException">A line is none of a variable.</exception>
    public static IEnumerable<KeyValuePair<string, string>> Read(string path, IEnumerable<string> lines)
    {
        foreach (var (index, line) in lines.Index())
        {
            var text = line.Trim();
            if (text.Length == 0 || text[0] == '#')
            {
                continue;
            }

            text = text.StartsWith(Export, StringComparison.Ordinal) ? text[Export.Length..].TrimStart() : text;
            yield return text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && ReadValue(text[(equals + 1)..].TrimStart()) is { } value
                ? KeyValuePair.Create(text[..equals].TrimEnd(), value)
                : throw new ImageFactoryConfigurationException([$"{path}: line {index + 1} is no variable. Write NAME=VALUE, and close quotation marks."]);
        }
    }

    /// <summary>The value of a variable, or null for one whose quotation marks are not closed, or are not the whole of it.</summary>
    static string? ReadValue(string text)
    {
        if (text is not ['"' or '\'', ..])
        {
            return (" " + text).Split(" #", 2)[0].Trim();
        }

        var end = text.IndexOf(text[0], 1);
        return end > 0 && text[(end + 1)..].TrimStart() is [] or ['#', ..] ? text[1..end] : null;
    }
}
