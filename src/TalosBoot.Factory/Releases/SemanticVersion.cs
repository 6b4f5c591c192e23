using System.Globalization;

namespace TalosBoot.Factory.Releases;

/// <summary>
/// A semantic version as upstream's library reads and orders it. Build metadata is kept, and does not count for comparisons.
/// </summary>
internal sealed record SemanticVersion(ulong Major, ulong Minor, ulong Patch, IReadOnlyList<string> PreRelease, string Build) : IComparable<SemanticVersion>
{
    public bool IsPreRelease => PreRelease.Count > 0;

    /// <summary>Reads a version strictly: three numbers without leading zeros, no <c>v</c>.</summary>
    public static bool TryParse(string text, out SemanticVersion version)
    {
        version = null!;
        var parts = text.Split('.', 3);
        if (parts.Length != 3)
        {
            return false;
        }

        var suffix = parts[2].AsSpan().IndexOfAny('-', '+');
        var patchText = suffix < 0 ? parts[2] : parts[2][..suffix];
        var rest = suffix < 0 ? string.Empty : parts[2][suffix..];
        var plus = rest.IndexOf('+', StringComparison.Ordinal);
        var build = plus < 0 ? null : rest[(plus + 1)..];
        var preText = plus < 0 ? rest : rest[..plus];
        string[] pre = preText.Length == 0 ? [] : preText[1..].Split('.');
        if (!TryNumber(parts[0], out var major) || !TryNumber(parts[1], out var minor) || !TryNumber(patchText, out var patch)
            || !Array.TrueForAll(pre, IsPreReleaseIdentifier) || !(build is null || build.Split('.').All(IsIdentifier)))
        {
            return false;
        }

        version = new SemanticVersion(major, minor, patch, pre, build ?? string.Empty);
        return true;
    }

    /// <summary>Reads a version tolerantly: blanks around it, one <c>v</c>, missing numbers, leading zeros.</summary>
    public static bool TryParseTolerant(string text, out SemanticVersion version)
    {
        version = null!;
        var trimmed = text.Trim();
        var parts = (trimmed.StartsWith('v') ? trimmed[1..] : trimmed).Split('.', 3);
        if (parts.Length < 3 && parts[^1].AsSpan().ContainsAny('+', '-'))
        {
            return false;
        }

        string[] padded = [.. parts, .. Enumerable.Repeat("0", 3 - parts.Length)];
        return TryParse(string.Join('.', padded.Select(WithoutLeadingZeros)), out version);
    }

    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        var numbers = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        return numbers != 0 ? numbers : ComparePreRelease(PreRelease, other.PreRelease);
    }

    public bool IsAtLeast(ulong major, ulong minor) => (Major, Minor).CompareTo((major, minor)) >= 0;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}")
        + (IsPreRelease ? "-" + string.Join('.', PreRelease) : string.Empty) + (Build.Length > 0 ? "+" + Build : string.Empty);

    public bool Equals(SemanticVersion? other) => other is not null && CompareTo(other) == 0;

    public override int GetHashCode() => HashCode.Combine(Major, Minor, Patch, PreRelease.Count);

    static int ComparePreRelease(IReadOnlyList<string> left, IReadOnlyList<string> right)
    {
        if (left.Count == 0 || right.Count == 0)
        {
            return (left.Count == 0).CompareTo(right.Count == 0);
        }

        for (var index = 0; index < Math.Min(left.Count, right.Count); index++)
        {
            var order = CompareIdentifiers(left[index], right[index]);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Count.CompareTo(right.Count);
    }

    static int CompareIdentifiers(string left, string right) => (IsNumber(left), IsNumber(right)) switch
    {
        (true, true) => left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(left, right),
        (true, false) => -1,
        (false, true) => 1,
        _ => string.CompareOrdinal(left, right),
    };

    static string WithoutLeadingZeros(string part)
    {
        if (part.Length <= 1)
        {
            return part;
        }

        var stripped = part.TrimStart('0');
        return stripped.Length == 0 || !char.IsAsciiDigit(stripped[0]) ? "0" + stripped : stripped;
    }

    static bool TryNumber(string text, out ulong number)
    {
        number = 0;
        return text.Length > 0 && (text.Length == 1 || text[0] != '0') && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    internal static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    static bool IsIdentifier(string text) => text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');

    static bool IsPreReleaseIdentifier(string text) => IsIdentifier(text) && !(IsNumber(text) && text.Length > 1 && text[0] == '0');
}
