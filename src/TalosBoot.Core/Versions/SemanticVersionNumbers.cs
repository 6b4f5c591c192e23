using System.Globalization;

namespace TalosBoot.Core.Versions;

/// <summary>The tolerant reading of a semantic version that upstream's quirks use (profile.md 5.1).</summary>
internal static class SemanticVersionNumbers
{
    public static (uint Major, uint Minor, uint Patch)? TryParseTolerant(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.StartsWith('v'))
        {
            trimmed = trimmed[1..];
        }

        var parts = trimmed.Split('.', 3);
        if (parts.Length < 3 && parts[^1].AsSpan().ContainsAny('+', '-'))
        {
            return null;
        }

        var patch = parts.Length > 2 ? WithoutLeadingZeros(parts[2]) : "0";
        var suffixStart = patch.AsSpan().IndexOfAny('-', '+');
        var suffix = suffixStart < 0 ? string.Empty : patch[suffixStart..];
        return TryNumber(WithoutLeadingZeros(parts[0])) is { } major
            && TryNumber(parts.Length > 1 ? WithoutLeadingZeros(parts[1]) : "0") is { } minor
            && TryNumber(suffixStart < 0 ? patch : patch[..suffixStart]) is { } patchNumber
            && IsValidSuffix(suffix)
            ? (major, minor, patchNumber)
            : null;
    }

    static string WithoutLeadingZeros(string part)
    {
        if (part.Length <= 1)
        {
            return part;
        }

        var stripped = part.TrimStart('0');
        return stripped.Length == 0 || !char.IsAsciiDigit(stripped[0]) ? "0" + stripped : stripped;
    }

    static uint? TryNumber(string part) =>
        part.Length > 0 && (part.Length == 1 || part[0] != '0')
        && uint.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    static bool IsValidSuffix(string suffix)
    {
        var buildStart = suffix.IndexOf('+', StringComparison.Ordinal);
        var build = buildStart < 0 ? null : suffix[(buildStart + 1)..];
        var beforeBuild = buildStart < 0 ? suffix : suffix[..buildStart];
        var preRelease = beforeBuild.Length == 0 ? null : beforeBuild[1..];
        return (preRelease is null || preRelease.Split('.').All(IsValidPreReleaseIdentifier))
            && (build is null || build.Split('.').All(IsIdentifier));
    }

    static bool IsIdentifier(string text) => text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');

    static bool IsValidPreReleaseIdentifier(string text) =>
        IsIdentifier(text) && !(text.Length > 1 && text[0] == '0' && text.All(char.IsAsciiDigit));
}
