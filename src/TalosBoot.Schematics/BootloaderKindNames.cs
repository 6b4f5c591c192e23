using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace TalosBoot.Schematics;

/// <summary>The words for a <see cref="BootloaderKind"/>.</summary>
public static class BootloaderKindNames
{
    /// <summary>All words, in lower case.</summary>
    internal static FrozenDictionary<string, BootloaderKind> Words { get; } = Enum.GetValues<BootloaderKind>()
        .ToFrozenDictionary(ToName, StringComparer.OrdinalIgnoreCase);

    /// <summary>The word: <c>none</c>, <c>dual-boot</c>, <c>sd-boot</c> or <c>grub</c>.</summary>
    public static string ToName(this BootloaderKind kind) => kind switch
    {
        BootloaderKind.None => "none",
        BootloaderKind.DualBoot => "dual-boot",
        BootloaderKind.SdBoot => "sd-boot",
        BootloaderKind.Grub => "grub",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Reads a word, whatever its case.</summary>
    /// <param name="name">The word.</param>
    /// <param name="kind">The bootloader, when the word is one.</param>
    public static bool TryParse([NotNullWhen(true)] string? name, out BootloaderKind kind)
    {
        kind = default;
        return name is not null && Words.TryGetValue(name, out kind);
    }
}
