using TalosBoot.Boot.Loader;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Schematics;

namespace TalosBoot.Profiles.Reading;

/// <summary>The words of the enumerations of a profile (docs/formats/profile.md). On input, their case does not matter.</summary>
internal static class EnumText
{
    public static IReadOnlyDictionary<string, OutputKind> OutputKinds { get; } =
        Words<OutputKind>("unknown", "iso", "image", "installer", "kernel", "initramfs", "uki", "cmdline");

    public static IReadOnlyDictionary<string, OutFormat> OutFormats { get; } =
        Words<OutFormat>("unknown", "raw", ".tar.gz", ".xz", ".gz", ".zst");

    public static IReadOnlyDictionary<string, DiskFormat> DiskFormats { get; } = Words<DiskFormat>("unknown", "raw", "qcow2", "vhd", "ova");

    public static IReadOnlyDictionary<string, BootloaderKind> Bootloaders { get; } =
        Enum.GetValues<BootloaderKind>().ToDictionary(BootloaderKindNames.ToName);

    public static IReadOnlyDictionary<string, SecureBootEnrollment> Enrollments { get; } =
        Enum.GetValues<SecureBootEnrollment>().ToDictionary(SystemdBootConfiguration.ToName);

    public static string Of(OutputKind value) => Find(OutputKinds, value);

    public static string Of(OutFormat value) => Find(OutFormats, value);

    public static string Of(DiskFormat value) => Find(DiskFormats, value);

    public static string Of(SecureBootEnrollment value) => SystemdBootConfiguration.ToName(value);

    public static string Of(BootloaderKind value) => value.ToName();

    /// <summary>Reads a word.</summary>
    /// <param name="words">The words of the enumeration.</param>
    /// <param name="text">The text.</param>
    /// <param name="type">What upstream calls the enumeration.</param>
    /// <param name="path">The field of the profile.</param>
    /// <exception cref="ProfileValidationException">The text is no such word (TB1013).</exception>
    public static T Parse<T>(IReadOnlyDictionary<string, T> words, string text, string type, string path)
        where T : struct, Enum
    {
        foreach (var (word, value) in words)
        {
            if (word.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        throw new ProfileValidationException(
            DiagnosticIds.UnknownEnumText, path, $"{text} does not belong to {type} values. Choose one of: {string.Join(", ", words.Keys)}.");
    }

    static string Find<T>(IReadOnlyDictionary<string, T> words, T value)
        where T : struct, Enum => words.First(word => EqualityComparer<T>.Default.Equals(word.Value, value)).Key;

    static Dictionary<string, T> Words<T>(params string[] texts)
        where T : struct, Enum => Enum.GetValues<T>().Zip(texts).ToDictionary(pair => pair.Second, pair => pair.First);
}
