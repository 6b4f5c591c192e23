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

    /// <summary>Both dialects differ where <c>$</c> is, in the classes of ASCII, and in how a group is named.</summary>
    static string Translate(string pattern)
    {
        var text = new StringBuilder();
        var isClass = false;
        for (var index = 0; index < pattern.Length; index++)
        {
            var character = pattern[index];
            if (character == '\\' && index + 1 < pattern.Length)
            {
                text.Append(Escape(pattern[++index], isClass));
            }
            else if (character == '$' && !isClass)
            {
                text.Append(@"\z");
            }
            else if (!isClass && pattern.AsSpan(index).StartsWith("(?P<"))
            {
                text.Append("(?<");
                index += 3;
            }
            else
            {
                isClass = isClass ? character != ']' : character == '[';
                text.Append(character);
            }
        }

        return text.ToString();
    }

    static string Escape(char character, bool isClass) => (character, isClass) switch
    {
        ('d', true) => "0-9",
        ('w', true) => "0-9A-Za-z_",
        ('s', true) => @"\t\n\f\r ",
        ('D' or 'W' or 'S', true) => throw new ArgumentException($"The pattern has \\{character} in brackets, which is not supported."),
        ('d', false) => "[0-9]",
        ('w', false) => "[0-9A-Za-z_]",
        ('s', false) => @"[\t\n\f\r ]",
        ('D', false) => "[^0-9]",
        ('W', false) => "[^0-9A-Za-z_]",
        ('S', false) => @"[^\t\n\f\r ]",
        _ => $"\\{character}",
    };
}
