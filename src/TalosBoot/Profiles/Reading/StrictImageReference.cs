using System.Text.RegularExpressions;

namespace TalosBoot.Profiles.Reading;

/// <summary>
/// Tells whether a text is an image reference that leaves nothing to defaults: an explicit registry, and a tag or a digest (docs/formats/profile.md).
/// </summary>
internal static partial class StrictImageReference
{
    public static bool IsMatch(string text)
    {
        var match = Pattern().Match(text);
        return match.Success
            && match.Groups["repository"].Length is >= 1 and <= 255
            && (match.Groups["registry"].Value is not ("docker.io" or "index.docker.io") || match.Groups["repository"].Value.Contains('/', StringComparison.Ordinal));
    }

    [GeneratedRegex(
        """
        ^(?<registry>localhost|[A-Za-z0-9_-]*[.:][A-Za-z0-9_.:-]*)/(?<repository>[a-z0-9_./-]+)
        (?:(?::[A-Za-z0-9_.-]{1,128})?@sha256:[0-9a-f]{64}|:[A-Za-z0-9_.-]{1,128})\z
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
