using System.Globalization;
using System.Text.RegularExpressions;

namespace TalosBoot.Tests.Fidelity.Descriptions;

/// <summary>
/// Compares descriptions as the vectors' <c>compare.py</c> does: less what no rule fixes, such as clock times, bytes of signatures, the program that
/// prepared an ISO, and the order of directory entries.
/// </summary>
static partial class DescriptionComparison
{
    const string SquashFsContents = " squashfs contents ";

    static readonly (Regex Pattern, string Replacement)[] Masks =
    [
        (new("prep b'[^']*'"), "prep P"),
        (new(@"mtime \d{9,}"), "mtime T"),
        (new(@"(\.auth \d+) [0-9a-f]{16}$"), "$1 D"),
        (new("^(.* pe machine .*? opt .{128}).{8}"), "$1CHECKSUM"),
        (new(@"( sq d\S+ \d+/\d+) +\d+ "), "$1 "),
        (new(@"\.disk/[0-9-]+\.uuid"), ".disk/TIME.uuid"),
        (new("\"created\":\"2[^\"]*\""), "\"created\":\"T\""),
        (new(@"sha256:[0-9a-f]{64}( type b'0' 0o644 0 0 '' '' 0 \d+) +[0-9a-f]{16}"), "CONFIG$1"),
        (new("\"Config\":\"sha256:[0-9a-f]{64}\""), "\"Config\":\"D\""),
        (new(@"(tar disk\.vmdk type .*? '\w*' '\w*') \d+ \d+ .*"), "$1 T N D"),
        (new(@"(tar disk\.(?:ovf|mf) type .*? '\w*' '\w*') \d+ (\d+) .*"), "$1 T $2 D"),
        (new("ovf:size=\"\\d+\""), "ovf:size=\"N\""),
        (new(@"SHA256\(([^)]*)\)= [0-9a-f]{64}"), "SHA256($1)= D"),
        (new(@"[0-9a-f]{64}\.tar\.gz"), "LAYER"),
        (new(@"(tar LAYER type .*? '' '' \d+) \d+ .*"), "$1 N D"),
        (new(@"(tar (?:manifest\.json|disk\.raw) type .* \d+) +\w+ *$"), "$1 D"),
        (new(@"^(\S+) (vmdk descriptor|vhd footer|vmdk header) .*"), "$1 $2"),
        (new(@"( stat \S+ 0o4\d{4} \d+ \d+) \d+$"), $"$1 {AssetDescription.SizeOfDirectory}"),
    ];

    /// <summary>For assets with parts that were compressed anew: places and sizes follow from the encoder, contents do not.</summary>
    static readonly (Regex Pattern, string Replacement)[] EncodedMasks =
    [
        (new(@"(segment\d+ (?:zstd|xz) at) \d+ header [0-9a-f]+ plain \d+"), "$1 N"),
        (new(@"(squashfs .* bytes) \d+"), "$1 N"),
        (new(@"(cpio \d+\.sqsh ino .*) \d+ [0-9a-f]{16}$"), "$1 N D"),
        (new(@"(cpio modules\.dep\.sqsh ino .*) \d+ [0-9a-f]{16}$"), "$1 N D"),
        (new(@"(section \d+ \S+) vs .*"), "$1"),
        (new(@"( stat \S+ 0o10\d{4} \d+ \d+) \d+$"), "$1 N"),
        (new(@"( pe machine \S+ sections \d+).*"), "$1"),
        (new(@"(tar \S+ type b'0' \S+ \d+ \d+ '' '' \d+) \d+ .*"), "$1"),
        (new("\"diff_ids\":\\[[^]]*\\]"), "\"diff_ids\":[]"),
    ];

    /// <summary>What differs: lines that are missing with a minus, and lines that are too much with a plus.</summary>
    /// <param name="expected">The lines of the expectation.</param>
    /// <param name="actual">The description.</param>
    /// <param name="hasExtensions">Whether the asset has parts that were compressed anew.</param>
    public static IReadOnlyList<string> Compare(IEnumerable<string> expected, AssetDescription actual, bool hasExtensions)
    {
        var known = expected.Where(line => IsComparable(line, actual)).ToList();

        // Expectations of the first round tell the listings of squashfs images, and not yet what is in their files.
        var tellsContents = known.Any(line => line.Contains(SquashFsContents, StringComparison.Ordinal));
        var ours = actual.Lines.Where(line => IsComparable(line, actual) && (tellsContents || !line.Contains(SquashFsContents, StringComparison.Ordinal))).ToList();
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
        var clocks = lines.Select(line => Clock().Match(line)).Where(match => match.Success).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Length);
        var loaders = lines.Select(line => Loader().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value).ToHashSet();
        var hasGrub = loaders.Count > 0 || lines.Any(line => line.Contains("boot/grub/", StringComparison.Ordinal) || line.Contains(" BIOS bytes ", StringComparison.Ordinal));
        var result = new List<string>();
        foreach (var line in lines.Where(line => !hasExtensions || !Places().IsMatch(line)))
        {
            var text = hasGrub ? WithoutGrub(line, loaders) : line;
            if (text is null)
            {
                continue;
            }

            text = clocks.Count > 0 ? WithoutLengthOfClock(text, clocks) : text;
            text = signed.Count > 0 ? WithoutDigestsOfSigned(text, signed) : text;

            foreach (var (pattern, replacement) in hasExtensions ? Masks.Concat(EncodedMasks) : Masks)
            {
                text = pattern.Replace(text, replacement);
            }

            result.Add(text);
        }

        return result;
    }

    /// <summary>
    /// The line of an image's configuration with its size less the time in it: upstream writes its clock with up to nine digits of a second, as many as it
    /// takes, and here none.
    /// </summary>
    static string WithoutLengthOfClock(string line, Dictionary<string, int> clocks) => ConfigurationLine().Match(line) is { Success: true } configuration
        && clocks.TryGetValue(configuration.Groups[2].Value, out var length)
            ? $"{configuration.Groups[1].Value}{int.Parse(configuration.Groups[3].Value, CultureInfo.InvariantCulture) - length}{configuration.Groups[4].Value}"
            : line;

    /// <summary>A line without the digest of a file that is signed, wherever it lies, and of the layers that such files may be in.</summary>
    static string WithoutDigestsOfSigned(string line, HashSet<string> signed)
    {
        if (FileLine().Match(line) is { Success: true } file
            && signed.Any(name => name == file.Groups[1].Value || name.EndsWith($"/{file.Groups[2].Value}", StringComparison.Ordinal)))
        {
            return $"{file.Groups[1].Value} file {file.Groups[2].Value} {file.Groups[3].Value} SIGNED";
        }

        return MemberLine().Match(line) is { Success: true } member && (member.Groups[2].Value.EndsWith(".signed", StringComparison.Ordinal)
            || signed.Any(name => name.EndsWith($"/{member.Groups[2].Value}", StringComparison.Ordinal)))
            ? $"{member.Groups[1].Value} SIGNED"
            : LayerDigests().Replace(line, "\"diff_ids\":[]");
    }

    /// <summary>A line without what depends on the build of GRUB that an asset is made with; null when nothing is left.</summary>
    static string? WithoutGrub(string line, HashSet<string> loaders)
    {
        var words = line.Split(' ', 3);
        var (name, kind, rest) = (words[0], words[1], words[2]);
        if (GrubFile().IsMatch(line) || loaders.Contains(name))
        {
            return null;
        }

        if (kind is "file" or "tree" && LoaderFile().IsMatch(rest) && loaders.Any(loader => loader.StartsWith(name, StringComparison.Ordinal)))
        {
            return null;
        }

        return kind switch
        {
            "pvd" => Blocks().Replace(line, "blocks N"),
            "systemarea" => null,
            _ when name.EndsWith(">gpt", StringComparison.Ordinal) => null,
            _ => line,
        };
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

    [GeneratedRegex("^(.* tar (\\S+) type .* \\d+) +[0-9a-f]{16} *$")]
    private static partial Regex MemberLine();

    [GeneratedRegex("\"diff_ids\":\\[[^]]*\\]")]
    private static partial Regex LayerDigests();

    [GeneratedRegex("^(\\S+) config .*?\"created\":\"(2[^\"]*)\"")]
    private static partial Regex Clock();

    [GeneratedRegex("^((\\S+) tar sha256:[0-9a-f]{64} type b'0' 0o644 0 0 '' '' 0 )(\\d+)(.*)$")]
    private static partial Regex ConfigurationLine();

    [GeneratedRegex(@"^(\S+) section \d+ mods ")]
    private static partial Regex Loader();

    [GeneratedRegex(@"boot(x64|aa64|ia32)\W+efi", RegexOptions.IgnoreCase)]
    private static partial Regex LoaderFile();

    [GeneratedRegex(@"blocks \d+")]
    private static partial Regex Blocks();

    [GeneratedRegex(
        @"grub modules|boot/grub/(i386-pc|x86_64-efi|arm64-efi|fonts|roms|locale)/|mach_kernel|/?System(/|'$)|efi\.img|eltorito\.img|boot\.catalog| BIOS bytes ", RegexOptions.IgnoreCase)]
    private static partial Regex GrubFile();

    [GeneratedRegex(" (file|tree|mdir|boot|pvd|systemarea|gpt|part\\d+|backup|size|xfs|fat|mbr code|hole|loader hole|BIOS) ")]
    private static partial Regex Places();
}
