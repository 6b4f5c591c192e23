using CsCheck;

namespace TalosBoot.Yaml.Tests;

/// <summary>Texts that are hard to write.</summary>
static class YamlGenerators
{
    static readonly string[] Pieces =
    [
        "a", "console=ttyS0", "yes", "1:20", "0x1F", "1e3", "2020-01-01", "null", "~", "<<", "---", "...", " ", "  ", "\n", "\n\n", "\t", ":", ": ", "#", " #", "'", "\"", "\\",
        "-", "- ", "?", "{", "}", "[", "]", ",", "&", "*", "!", "|", ">", "%", "@", "`", "é", "語", "\U0001F600", "\u00A0", "\u2028", "\u0085", "\uFEFF", "\r", "\r\n", "\0", "\e", "\x7F",
        "\uDCFF", "1", "0", "_", ".", "+", "true", "=", "word word word word word word word word word word word word word word word word word word",
    ];

    /// <summary>Texts that upstream's own reader gets back: a literal that starts with white space is written in a way that none can read.</summary>
    public static Gen<string> Text { get; } = Gen.Int[0, Pieces.Length - 1].Select(index => Pieces[index]).Array[0, 6].Select(string.Concat).Where(IsReadable);

    static bool IsReadable(string text) =>
        !text.Contains('\n', StringComparison.Ordinal) || text.TrimStart('\n', '\u2028').FirstOrDefault('x') is not (' ' or '\t');
}
