using System.Globalization;
using System.Text.RegularExpressions;

namespace TalosBoot.Overlays;

/// <summary>
/// A tag of a release, such as <c>v0.1.0-beta.2</c>, in the order of releases. Unlike <see cref="Core.Versions.TalosVersion"/> it tells pre-releases apart,
/// which overlays and their catalogs do (installer-overlay.md 15 and 16).
/// </summary>
/// <param name="Major">The major number.</param>
/// <param name="Minor">The minor number.</param>
/// <param name="Patch">The patch number.</param>
/// <param name="Stage">0 for alpha, 1 for beta, 2 for a release candidate, 3 for a release.</param>
/// <param name="Number">The number of the pre-release; 0 for a release.</param>
internal readonly partial record struct ReleaseTag(uint Major, uint Minor, uint Patch, int Stage, uint Number) : IComparable<ReleaseTag>
{
    const int ReleaseStage = 3;
    static readonly string[] Stages = ["alpha", "beta", "rc"];

    /// <summary>Reads a tag, with or without its <c>v</c>; null for any other text.</summary>
    public static ReleaseTag? TryParse(string? text) => text is not null && TagPattern().Match(text) is { Success: true } match
        && TryNumber(match, 1) is { } major && TryNumber(match, 2) is { } minor && TryNumber(match, 3) is { } patch
            ? match.Groups[4].Success
                ? TryNumber(match, 5) is { } number ? new ReleaseTag(major, minor, patch, Array.IndexOf(Stages, match.Groups[4].Value), number) : null
                : new ReleaseTag(major, minor, patch, ReleaseStage, 0)
            : null;

    /// <summary>Reads a tag of a table.</summary>
    public static ReleaseTag Parse(string text) => TryParse(text) ?? throw new FormatException($"\"{text}\" is not the tag of a release.");

    public int CompareTo(ReleaseTag other) =>
        (Major, Minor, Patch, Stage, Number).CompareTo((other.Major, other.Minor, other.Patch, other.Stage, other.Number));

    public static bool operator <(ReleaseTag left, ReleaseTag right) => left.CompareTo(right) < 0;

    public static bool operator >(ReleaseTag left, ReleaseTag right) => left.CompareTo(right) > 0;

    public static bool operator <=(ReleaseTag left, ReleaseTag right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ReleaseTag left, ReleaseTag right) => left.CompareTo(right) >= 0;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"v{Major}.{Minor}.{Patch}{(Stage == ReleaseStage ? string.Empty : $"-{Stages[Stage]}.{Number}")}");

    static uint? TryNumber(Match match, int group) =>
        uint.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex("^v?([0-9]+)\\.([0-9]+)\\.([0-9]+)(?:-(alpha|beta|rc)\\.([0-9]+))?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex TagPattern();
}
