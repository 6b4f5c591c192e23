using System.Globalization;

namespace TalosBoot.Core.Versions;

/// <summary>The numbers of a semantic version, read as upstream's library reads them (docs/formats/profile.md, docs/formats/initramfs.md).</summary>
internal static class SemanticVersionNumbers
{
    /// <summary>Reads a version with an optional <c>v</c>, missing numbers and leading zeros.</summary>
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

        string[] padded = [parts[0], parts.Length > 1 ? parts[1] : "0", parts.Length > 2 ? parts[2] : "0"];
        return TryParseStrict(string.Join('.', padded.Select(WithoutLeadingZeros))) is { } version
            ? (version.Major, version.Minor, version.Patch)
            : null;
    }

    /// <summary>Reads a semantic version with exactly three numbers and no leading zeros.</summary>
    public static (uint Major, uint Minor, uint Patch, bool IsPreRelease)? TryParseStrict(string text)
    {
        var parts = text.Split('.', 3);
        if (parts.Length < 3)
        {
            return null;
        }

        var suffixStart = parts[2].AsSpan().IndexOfAny('-', '+');
        var suffix = suffixStart < 0 ? string.Empty : parts[2][suffixStart..];
        return TryNumber(parts[0]) is { } major
            && TryNumber(parts[1]) is { } minor
            && TryNumber(suffixStart < 0 ? parts[2] : parts[2][..suffixStart]) is { } patch
            && IsValidSuffix(suffix)
            ? (major, minor, patch, suffix.StartsWith('-'))
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
