namespace TalosBoot.Initramfs.KernelModules.Index;

/// <summary>Which of two modules of one name is taken (docs/formats/initramfs.md).</summary>
/// <param name="search">The words of the <c>search</c> line.</param>
internal sealed class SearchOrder(IReadOnlyList<string> search)
{
    /// <summary>What stands for all directories that are not listed.</summary>
    const string BuiltIn = "built-in";

    /// <summary>Whether a module that is met later takes the place of one that was met before.</summary>
    public bool Replaces(string newPath, string oldPath)
    {
        var (builtIn, newPriority, oldPriority) = (-1, -1, -1);
        for (var priority = 0; priority < search.Count; priority++)
        {
            var word = search[^(priority + 1)];
            if (word == BuiltIn)
            {
                builtIn = priority;
            }
            else if (IsBelow(newPath, word))
            {
                newPriority = priority;
            }
            else if (IsBelow(oldPath, word))
            {
                // kmod does not look at the old path where the new one matches (tools/depmod.c): of two in one directory, the later wins.
                oldPriority = priority;
            }
        }

        return (newPriority < 0 ? builtIn : newPriority) > (oldPriority < 0 ? builtIn : oldPriority);
    }

    static bool IsBelow(string path, string directory) =>
        path.Length > directory.Length && path[directory.Length] == '/' && path.StartsWith(directory, StringComparison.Ordinal);
}
