namespace TalosBoot.Samples.Cli.Display;

/// <summary>Lines of standard output that are no longer than a terminal is wide.</summary>
static class OutputLines
{
    const int LeastWidth = 20;
    const int LeastText = 24;
    const int NarrowIndent = 4;

    /// <summary>How wide the terminal is.</summary>
    /// <param name="ofFiles">What counts where there is none.</param>
    public static int FindWidth(int ofFiles) => Console.IsOutputRedirected ? ofFiles : Math.Max(LeastWidth, Console.BufferWidth);

    /// <summary>A name with what is to be said of it beside it, and below that where it is long; below the name on a narrow terminal.</summary>
    /// <param name="name">The name, with its indentation and all of its column.</param>
    /// <param name="value">What is to be said. Words that are longer than a line are broken.</param>
    /// <param name="width">The width in columns.</param>
    public static string Pair(string name, string value, int width)
    {
        if (name.Length + value.Length <= width)
        {
            return $"{name}{value}\n";
        }

        var isNarrow = width - name.Length < LeastText;
        var indent = new string(' ', isNarrow ? NarrowIndent : name.Length);
        return $"{(isNarrow ? $"{name.TrimEnd()}\n{indent}" : name)}{string.Join($"\n{indent}", Wrap(value, width - indent.Length))}\n";
    }

    static IEnumerable<string> Wrap(string text, int width)
    {
        var line = string.Empty;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length <= width)
            {
                line = $"{line} {word}";
                continue;
            }

            if (line.Length > 0)
            {
                yield return line;
            }

            for (line = word; line.Length > width; line = line[width..])
            {
                yield return line[..width];
            }
        }

        yield return line;
    }
}
