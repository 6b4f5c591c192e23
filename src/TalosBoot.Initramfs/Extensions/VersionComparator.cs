using TalosBoot.Core.Versions;

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
        if (!token.Contains('x', StringComparison.Ordinal))
        {
            return [ParsePlain(token)];
        }

        var (comparison, version) = Split(token);
        return VersionWildcard.Expand(comparison, version).Select(ParsePlain);
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

    static (string Comparison, string Version) Split(string token)
    {
        var start = token.AsSpan().IndexOfAnyInRange('0', '9');
        return start < 0 ? throw new FormatException($"Could not get version from string: \"{token}\"") : (token[..start], token[start..]);
    }

    static VersionComparator ParsePlain(string token)
    {
        var (comparison, text) = Split(token);
        var meaning = comparison switch
        {
            "" or "=" or "==" => "=",
            "!" or "!=" => "!=",
            ">" or ">=" or "<" or "<=" => comparison,
            _ => throw Unreadable(token, $"Could not parse comparator \"{comparison}\" in \"{token}\""),
        };
        return SemanticVersionNumbers.TryParseStrict(text) is { } version
            ? new VersionComparator(meaning, (version.Major, version.Minor, version.Patch), version.IsPreRelease)
            : throw Unreadable(token, $"Could not parse version \"{text}\" in \"{token}\": {VersionProblem.Describe(text)}");
    }

    static FormatException Unreadable(string token, string why) => new($"Could not parse Range \"{token}\": {why}");
}
