using System.Text;
using System.Text.RegularExpressions;

namespace TalosBoot.Sigstore;

/// <summary>Patterns in the syntax of RE2, which policies are written in, as regular expressions that take linear time (docs/formats/sigstore.md).</summary>
internal static class SearchPattern
{
    const int MaximumLength = 4096;

    /// <exception cref="ArgumentException">It is no pattern, or uses something that is not supported.</exception>
    public static Regex Compile(string pattern)
    {
        if (pattern.Length > MaximumLength)
        {
            throw new ArgumentException($"The pattern has {pattern.Length} characters; the limit is {MaximumLength}.");
        }

        try
        {
            return new Regex(Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
        }
        catch (NotSupportedException exception)
        {
            throw new ArgumentException($"The pattern \"{pattern}\" looks around or back, which patterns of a policy cannot.", exception);
        }
    }

    /// <summary>
    /// Both dialects differ where <c>$</c> is, in classes, and in how a group is named. What .NET knows and RE2 does not, or has another meaning for, is refused.
    /// </summary>
    static string Translate(string pattern)
    {
        var text = new StringBuilder();
        for (var index = 0; index < pattern.Length; index++)
        {
            var rest = pattern.AsSpan(index);
            if (rest[0] == '\\' && rest.Length > 1)
            {
                text.Append(Escape(pattern[++index]));
            }
            else if (rest[0] == '$')
            {
                text.Append(@"\z");
            }
            else if (rest[0] == '[')
            {
                index = TranslateClass(pattern, index, text);
            }
            else if (rest.StartsWith("(?P<"))
            {
                text.Append("(?<");
                index += 3;
            }
            else
            {
                CheckFlags(rest);
                text.Append(rest[0]);
            }
        }

        return text.ToString();
    }

    /// <summary>Translates a class.</summary>
    /// <returns>The index of its end.</returns>
    static int TranslateClass(string pattern, int start, StringBuilder text)
    {
        text.Append('[');
        var index = start + 1;
        if (index < pattern.Length && pattern[index] == '^')
        {
            text.Append('^');
            index++;
        }

        // A bracket that is the first one is none that closes.
        for (var first = index; index < pattern.Length && (pattern[index] != ']' || index == first); index++)
        {
            var rest = pattern.AsSpan(index);
            if (rest.StartsWith("[:"))
            {
                throw Unsupported("[: in brackets");
            }

            if (rest[0] == '\\' && rest.Length > 1)
            {
                var escaped = EscapeInClass(pattern[++index]);
                text.Append(escaped);

                // Nothing goes from a class to a character.
                if (escaped.Length > 2 && pattern.AsSpan(index + 1) is ['-', not ']', ..])
                {
                    text.Append(@"\-");
                    index++;
                }
            }
            else if (rest is ['-', '\\', 'd' or 'w' or 's', ..] && index > first)
            {
                throw Unsupported($"-\\{rest[2]} in brackets");
            }
            else
            {
                // Within brackets, .NET begins another class to be taken away with one.
                text.Append(rest[0] is '[' or ']' ? $"\\{rest[0]}" : rest[..1]);
            }
        }

        if (index < pattern.Length)
        {
            text.Append(']');
        }

        return index;
    }

    /// <summary>Of groups with something to say of themselves, both know names, and the flags <c>i</c> and <c>s</c>.</summary>
    static void CheckFlags(ReadOnlySpan<char> rest)
    {
        var end = rest.StartsWith("(?") && rest is not [_, _, '<', ..] ? rest.IndexOfAny(':', ')') : -1;
        if (end > 0 && rest[2..end].ContainsAnyExcept("is-"))
        {
            throw Unsupported(rest[..end].ToString());
        }
    }

    static string Escape(char character) => character switch
    {
        'd' => "[0-9]",
        'w' => "[0-9A-Za-z_]",
        's' => @"[\t\n\f\r ]",
        'D' => "[^0-9]",
        'W' => "[^0-9A-Za-z_]",
        'S' => @"[^\t\n\f\r ]",
        'Z' or 'G' or 'c' or 'e' or 'u' => throw Unsupported($"\\{character}"),
        _ => $"\\{character}",
    };

    static string EscapeInClass(char character) => character switch
    {
        'd' => "0-9",
        'w' => "0-9A-Za-z_",
        's' => @"\t\n\f\r ",
        'D' or 'W' or 'S' or 'b' or 'c' or 'e' or 'u' => throw Unsupported($"\\{character} in brackets"),
        _ => $"\\{character}",
    };

    static ArgumentException Unsupported(string what) => new($"The pattern has {what}, which is not supported.");
}
