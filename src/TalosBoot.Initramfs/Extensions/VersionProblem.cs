using System.Globalization;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>Tells why a text is no semantic version, in upstream's words (blang/semver v4, semver.go).</summary>
internal static class VersionProblem
{
    /// <summary>The first problem of a text that is no version.</summary>
    public static string Describe(string text)
    {
        var parts = text.Split('.', 3);
        if (parts.Length < 3)
        {
            return text.Length == 0 ? "Version string empty" : "No Major.Minor.Patch elements found";
        }

        var (patch, build) = Cut(parts[2], '+');
        (patch, var preRelease) = Cut(patch, '-');
        return OfNumber("Major", parts[0]) ?? OfNumber("Minor", parts[1]) ?? OfNumber("Patch", patch)
            ?? preRelease?.Split('.').Select(OfPreRelease).FirstOrDefault(problem => problem is not null)
            ?? build?.Split('.').Select(OfBuild).FirstOrDefault(problem => problem is not null)
            ?? "a number is too large";
    }

    static (string Head, string? Tail) Cut(string text, char separator)
    {
        var place = text.IndexOf(separator, StringComparison.Ordinal);
        return place < 0 ? (text, null) : (text[..place], text[(place + 1)..]);
    }

    static string? OfNumber(string name, string text) => text switch
    {
        _ when !text.All(char.IsAsciiDigit) =>
            $"Invalid character(s) found in {name.ToLower(CultureInfo.InvariantCulture)} number \"{text}\"",
        ['0', _, ..] => $"{name} number must not contain leading zeroes \"{text}\"",
        "" => "strconv.ParseUint: parsing \"\": invalid syntax",
        _ => null,
    };

    static string? OfPreRelease(string text) => text switch
    {
        "" => "Prerelease is empty",
        ['0', _, ..] when text.All(char.IsAsciiDigit) => $"Numeric PreRelease version must not contain leading zeroes \"{text}\"",
        _ => text.All(IsAllowed) ? null : $"Invalid character(s) found in prerelease \"{text}\"",
    };

    static string? OfBuild(string text) => text switch
    {
        "" => "Build meta data is empty",
        _ => text.All(IsAllowed) ? null : $"Invalid character(s) found in build meta data \"{text}\"",
    };

    static bool IsAllowed(char character) => char.IsAsciiLetterOrDigit(character) || character == '-';
}
