using System.Globalization;
using System.Text;

namespace TalosBoot.Core.Diagnostics;

/// <summary>Texts that somebody else wrote, such as a registry, made fit for a terminal and for logs.</summary>
public static class ForeignText
{
    const int QuotedLimit = 1000;

    /// <summary>
    /// Escapes what would do something instead of being seen, as <c>\u001b</c>: control characters, line ends, half surrogate pairs, and the characters
    /// that turn the direction of writing.
    /// </summary>
    /// <param name="text">The text.</param>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Escape(text, kept: null);
    }

    /// <summary>A text as a message may quote it: escaped, on one line, and of its beginning no more than 1000 characters.</summary>
    /// <param name="text">The text.</param>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        return Escape(trimmed.Length > QuotedLimit ? $"{trimmed[..QuotedLimit]}…" : trimmed);
    }

    /// <summary>Escapes a message of several lines.</summary>
    internal static string EscapeMessage(string text) => Escape(text, kept: '\n');

    static string Escape(string text, char? kept)
    {
        StringBuilder? result = null;
        var copied = 0;
        for (var index = 0; index < text.Length; index++)
        {
            if (char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
            {
                index++;
            }
            else if (IsActive(text[index]) && text[index] != kept)
            {
                result ??= new StringBuilder(text.Length + 16);
                result.Append(text, copied, index - copied).Append(CultureInfo.InvariantCulture, $"\\u{(int)text[index]:x4}");
                copied = index + 1;
            }
        }

        return result?.Append(text, copied, text.Length - copied).ToString() ?? text;
    }

    static bool IsActive(char character) => char.IsControl(character) || char.IsSurrogate(character)
        || character is '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
