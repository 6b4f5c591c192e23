using System.Diagnostics.CodeAnalysis;

namespace TalosBoot.FileSystems.SquashFs;

/// <summary>The namespaces of extended attributes that squashfs knows, by their numbers (docs/formats/squashfs.md).</summary>
internal static class XattrPrefixes
{
    /// <summary>Set in the type of an attribute whose value lies elsewhere.</summary>
    public const ushort OutOfLine = 0x0100;

    static readonly string[] Prefixes = ["user.", "trusted.", "security."];

    public static bool TryFind(string name, out ushort type, out string rest)
    {
        var index = Array.FindIndex(Prefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal));
        type = (ushort)Math.Max(index, 0);
        rest = index < 0 ? name : name[Prefixes[index].Length..];
        return index >= 0;
    }

    public static bool TryGetPrefix(ushort type, [NotNullWhen(true)] out string? prefix)
    {
        var index = type & ~OutOfLine;
        prefix = index < Prefixes.Length ? Prefixes[index] : null;
        return prefix is not null;
    }
}
