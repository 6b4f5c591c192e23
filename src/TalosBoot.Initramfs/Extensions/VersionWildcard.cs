using System.Globalization;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>
/// Replaces a comparison with a wildcard, such as <c>&gt;1.2.x</c>, by comparisons without (blang/semver v4, range.go). Its oddities are kept:
/// <c>1.x.x</c> is a wildcard of the patch number, and an <c>x</c> that is none makes a comparison that needs a next version unreadable.
/// </summary>
internal static class VersionWildcard
{
    const string Letter = "x";

    /// <summary>The comparisons that stand for one.</summary>
    /// <param name="comparison">The operator as it was written.</param>
    /// <param name="version">The version, with an <c>x</c> somewhere.</param>
    public static IEnumerable<string> Expand(string comparison, string version)
    {
        var start = Fill(version);
        return comparison switch
        {
            ">" => [$">={Next(version, start)}"],
            ">=" or "<" => [comparison + start],
            "<=" => [$"<{Next(version, start)}"],
            "" or "=" or "==" => [$">={start}", $"<{Next(version, start)}"],
            "!" or "!=" => [$"<{start}", $">={Next(version, start)}"],
            _ => [start],
        };
    }

    /// <summary>The lowest version of a wildcard: <c>1.2.0</c> for <c>1.2.x</c>, and <c>1.0.0</c> for <c>1.x</c> and <c>1.x.x</c>.</summary>
    static string Fill(string version)
    {
        var filled = ReplaceFirst(ReplaceFirst(version, ".x.x", ".x"), ".x", ".0");
        return filled.Split('.').Length == 2 ? filled + ".0" : filled;
    }

    /// <summary>The first version behind a wildcard; empty where there is no wildcard in a place for one.</summary>
    static string Next(string version, string start)
    {
        var written = version.Split('.');
        var place = written[^1] == Letter ? written.Length - 2 : -1;
        var parts = start.Split('.');
        if (place is not (0 or 1) || !int.TryParse(parts[place], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return string.Empty;
        }

        parts[place] = (number + 1L).ToString(CultureInfo.InvariantCulture);
        return string.Join('.', parts);
    }

    static string ReplaceFirst(string text, string part, string replacement)
    {
        var place = text.IndexOf(part, StringComparison.Ordinal);
        return place < 0 ? text : string.Concat(text.AsSpan(0, place), replacement, text.AsSpan(place + part.Length));
    }
}
