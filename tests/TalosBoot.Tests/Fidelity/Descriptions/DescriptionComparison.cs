using System.Text.RegularExpressions;

namespace TalosBoot.Tests.Fidelity.Descriptions;

/// <summary>
/// Compares descriptions as the vectors' <c>compare.py</c> does: less what no rule fixes, such as clock times, bytes of signatures, the program that
/// prepared an ISO, and the order of directory entries.
/// </summary>
static partial class DescriptionComparison
{
    static readonly (Regex Pattern, string Replacement)[] Masks =
    [
        (new("prep b'[^']*'"), "prep P"),
        (new(@"mtime \d{9,}"), "mtime T"),
        (new(@"(\.auth \d+) [0-9a-f]{16}$"), "$1 D"),
        (new("^(.* pe machine .*? opt .{128}).{8}"), "$1CHECKSUM"),
        (new(@"( sq d\S+ \d+/\d+) +\d+ "), "$1 "),
        (new(@"\.disk/[0-9-]+\.uuid"), ".disk/TIME.uuid"),
    ];

    /// <summary>For assets with parts that were compressed anew: places and sizes follow from the encoder, contents do not.</summary>
    static readonly (Regex Pattern, string Replacement)[] EncodedMasks =
    [
        (new(@"(segment\d+ (?:zstd|xz) at) \d+ header [0-9a-f]+ plain \d+"), "$1 N"),
        (new(@"(squashfs .* bytes) \d+"), "$1 N"),
        (new(@"(cpio \d+\.sqsh ino .*) \d+ [0-9a-f]{16}$"), "$1 N D"),
        (new(@"(cpio modules\.dep\.sqsh ino .*) \d+ [0-9a-f]{16}$"), "$1 N D"),
        (new(@"(section \d+ \S+) vs .*"), "$1"),
        (new(@"( pe machine \S+ sections \d+).*"), "$1"),
    ];

    /// <summary>What differs: lines that are missing with a minus, and lines that are too much with a plus.</summary>
    /// <param name="expected">The lines of the expectation.</param>
    /// <param name="actual">The description.</param>
    /// <param name="hasExtensions">Whether the asset has parts that were compressed anew.</param>
    public static IReadOnlyList<string> Compare(IEnumerable<string> expected, AssetDescription actual, bool hasExtensions)
    {
        var known = expected.Where(line => IsComparable(line, actual)).ToList();
        var ours = actual.Lines.Where(line => IsComparable(line, actual)).ToList();
        var (wanted, found) = (Normalize(known, hasExtensions), Normalize(ours, hasExtensions));
        return [.. Except(wanted, found).Select(line => $"- {line}"), .. Except(found, wanted).Select(line => $"+ {line}")];
    }

    /// <summary>How many lines of an expectation a description can be held against.</summary>
    public static int CountComparable(IEnumerable<string> expected, AssetDescription actual) => expected.Count(line => IsComparable(line, actual));

    static bool IsComparable(string line, AssetDescription actual)
    {
        var words = line.Split(' ', 3);
        return words.Length == 3 && AssetDescription.Kinds.Contains(words[1])
            && (words[1] == "data" || !actual.Unknown.Any(name => words[0] == name || words[0].StartsWith($"{name}>", StringComparison.Ordinal)));
    }

    static List<string> Normalize(List<string> lines, bool hasExtensions)
    {
        var signed = lines.Select(line => Signed().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value).ToHashSet();
        var signedPaths = signed.Where(name => name.Contains('/', StringComparison.Ordinal)).Select(name => name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..]).ToHashSet();
        var result = new List<string>();
        foreach (var line in lines.Where(line => !hasExtensions || !Places().IsMatch(line)))
        {
            var text = line;
            if (FileLine().Match(text) is { Success: true } file && (signedPaths.Contains(file.Groups[2].Value) || signed.Contains(file.Groups[1].Value)))
            {
                text = $"{file.Groups[1].Value} file {file.Groups[2].Value} {file.Groups[3].Value} SIGNED";
            }

            foreach (var (pattern, replacement) in hasExtensions ? Masks.Concat(EncodedMasks) : Masks)
            {
                text = pattern.Replace(text, replacement);
            }

            result.Add(text);
        }

        return result;
    }

    static IEnumerable<string> Except(List<string> left, List<string> right)
    {
        var counts = right.GroupBy(line => line).ToDictionary(group => group.Key, group => group.Count());
        foreach (var line in left.Order(StringComparer.Ordinal))
        {
            if (counts.TryGetValue(line, out var count) && count > 0)
            {
                counts[line] = count - 1;
            }
            else
            {
                yield return line;
            }
        }
    }

    [GeneratedRegex(@"^(\S+) pe certs ([1-9]\d*)$")]
    private static partial Regex Signed();

    [GeneratedRegex("^(.*) file (\\S+) (\\d+) [0-9a-f]{16}$")]
    private static partial Regex FileLine();

    [GeneratedRegex(" (file|tree|pvd|systemarea|fat) ")]
    private static partial Regex Places();
}
