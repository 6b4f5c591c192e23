using System.Diagnostics.CodeAnalysis;

namespace TalosBoot.Archives.Trees;

/// <summary>Paths inside a tree: names separated by slashes.</summary>
internal static class FilePath
{
    /// <summary>The longest path that an archive may carry, in characters: PATH_MAX of Linux.</summary>
    public const int MaximumLength = 4096;

    /// <summary>The longest name, in bytes: NAME_MAX of Linux.</summary>
    public const int MaximumNameLength = 255;

    public static bool IsValidName([NotNullWhen(true)] string? name) =>
        name is not (null or "" or "." or "..") && !name.AsSpan().ContainsAny('/', '\0');

    /// <summary>
    /// The names of a path as archives write it: leading and repeated slashes and <c>.</c> parts are dropped. Fails when a <c>..</c> would
    /// leave the tree, or a part is no name.
    /// </summary>
    public static bool TrySplit(string path, out string[] names)
    {
        names = [];
        if (path.Length > MaximumLength)
        {
            return false;
        }

        var parts = path.Split('/').Where(part => part is not ("" or ".")).ToArray();
        if (!Array.TrueForAll(parts, IsValidName))
        {
            return false;
        }

        names = parts;
        return true;
    }

    public static string Join(string directory, string name) => directory.Length == 0 ? name : $"{directory}/{name}";
}
