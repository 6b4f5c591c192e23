using System.Globalization;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>One comparison of a range.</summary>
/// <param name="Operator">One of <c>=</c>, <c>!=</c>, <c>&gt;</c>, <c>&gt;=</c>, <c>&lt;</c> and <c>&lt;=</c>.</param>
/// <param name="Version">What is compared with.</param>
/// <param name="IsPreRelease">Whether the version is a pre-release, and so just below its numbers.</param>
internal sealed record VersionComparator(string Operator, (uint Major, uint Minor, uint Patch) Version, bool IsPreRelease)
{
    /// <summary>Reads an operator and a version, which may end in a wildcard.</summary>
    /// <exception cref="FormatException">The text is no comparison.</exception>
    public static IEnumerable<VersionComparator> Parse(string token)
    {
        var start = token.AsSpan().IndexOfAnyInRange('0', '9');
        if (start < 0)
        {
            throw new FormatException($"Could not get version from string: \"{token}\"");
        }

        var comparison = token[..start] switch
        {
            "" or "=" or "==" => "=",
            "!" or "!=" => "!=",
            ">" or ">=" or "<" or "<=" => token[..start],
            _ => throw new FormatException($"Could not parse comparator \"{token[..start]}\" in \"{token}\""),
        };
        var version = token[start..];
        return version.Contains('x', StringComparison.Ordinal) && TryWildcard(version, out var from, out var next)
            ? Expand(comparison, from, next)
            : [Strict(comparison, version)];
    }

    /// <summary>Whether a release satisfies the comparison.</summary>
    public bool Holds((uint Major, uint Minor, uint Patch) numbers)
    {
        var order = numbers.CompareTo(Version);
        if (order == 0 && IsPreRelease)
        {
            order = 1;
        }

        return Operator switch
        {
            "=" => order == 0,
            "!=" => order != 0,
            ">" => order > 0,
            ">=" => order >= 0,
            "<" => order < 0,
            _ => order <= 0,
        };
    }

    static VersionComparator[] Expand(
        string comparison, (uint Major, uint Minor, uint Patch) from, (uint Major, uint Minor, uint Patch) next) => comparison switch
        {
            ">" => [new(">=", next, false)],
            ">=" => [new(">=", from, false)],
            "<" => [new("<", from, false)],
            "<=" => [new("<", next, false)],
            "=" => [new(">=", from, false), new("<", next, false)],
            _ => [new("<", from, false), new(">=", next, false)],
        };

    /// <summary>Reads <c>1.x</c>, <c>1.x.x</c> and <c>1.2.x</c>.</summary>
    static bool TryWildcard(string text, out (uint Major, uint Minor, uint Patch) from, out (uint Major, uint Minor, uint Patch) next)
    {
        from = next = default;
        var parts = text.Split('.');
        if (!TryNumber(parts[0], out var major))
        {
            return false;
        }

        if (parts is [_, "x"] or [_, "x", "x"])
        {
            (from, next) = ((major, 0, 0), (major + 1, 0, 0));
            return true;
        }

        if (parts is [_, var second, "x"] && TryNumber(second, out var minor))
        {
            (from, next) = ((major, minor, 0), (major, minor + 1, 0));
            return true;
        }

        return false;
    }

    static bool TryNumber(string text, out uint number) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    static VersionComparator Strict(string comparison, string text) =>
        Core.Versions.SemanticVersionNumbers.TryParseStrict(text) is { } version
            ? new VersionComparator(comparison, (version.Major, version.Minor, version.Patch), version.IsPreRelease)
            : throw new FormatException($"Could not parse version \"{text}\"");
}
