using System.Text;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Grub;

/// <summary>Finds what modules need (docs/formats/grub.md): the order is that of grub-mkimage, since the order decides about bytes.</summary>
internal static class GrubModuleList
{
    const string DependencyFile = "moddep.lst";
    const int MaximumDepth = 64;
    const int MaximumLineCount = 4096;
    const int MaximumNameLength = 64;

    /// <summary>The modules with all that they need, each once, and behind what it needs.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="modules">The modules that are wanted.</param>
    /// <exception cref="ImageFormatException">The list of dependencies is damaged, or has a loop (TB4422).</exception>
    public static IReadOnlyList<string> Resolve(GrubModuleFolder folder, IEnumerable<string> modules)
    {
        var dependencies = Read(folder);
        var result = new List<string>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        var open = new List<string>();
        foreach (var module in modules)
        {
            Add(module);
        }

        return result;

        void Add(string module)
        {
            if (done.Contains(module))
            {
                return;
            }

            if (open.Contains(module) || open.Count == MaximumDepth)
            {
                throw Broken(folder, open.Count == MaximumDepth
                    ? $"more than {MaximumDepth} modules need one another: {string.Join(", ", open.Take(5))} and so on"
                    : $"modules need one another in a loop: {string.Join(", ", open)}, {module}");
            }

            open.Add(module);
            if (dependencies.TryGetValue(module, out var needed))
            {
                // grub-mkimage keeps the needed ones of a line in the opposite order.
                foreach (var name in needed.Reverse())
                {
                    Add(name);
                }
            }

            open.RemoveAt(open.Count - 1);
            done.Add(module);
            result.Add(module);
        }
    }

    static Dictionary<string, string[]> Read(GrubModuleFolder folder)
    {
        var result = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var lines = Encoding.Latin1.GetString(folder.Read(DependencyFile)).Split('\n');
        if (lines.Length > MaximumLineCount)
        {
            throw Broken(folder, $"it has {lines.Length} lines; {MaximumLineCount} are accepted");
        }

        foreach (var line in lines)
        {
            if (line.Length == 0)
            {
                continue;
            }

            var end = line.IndexOf(':', StringComparison.Ordinal);
            var names = end < 0 ? [] : line[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (end < 0 || !IsName(line[..end]) || !Array.TrueForAll(names, IsName))
            {
                throw Broken(folder, $"the line \"{line[..Math.Min(line.Length, MaximumNameLength)]}\" is not \"module: module ...\"");
            }

            result[line[..end]] = names;
        }

        return result;
    }

    // The names become file names.
    static bool IsName(string name) =>
        name.Length is > 0 and <= MaximumNameLength && name.AsSpan().IndexOfAnyExcept(NameCharacters) < 0;

    static readonly System.Buffers.SearchValues<char> NameCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+");

    static ImageFormatException Broken(GrubModuleFolder folder, string message) => new(
        DiagnosticIds.GrubDependenciesDamaged, folder.Describe(DependencyFile), 0, $"{message}. Take GRUB's files from one imager image of a Talos release.");
}
