namespace TalosBoot.Testing;

/// <summary>Where the repository and its upstream vectors are.</summary>
public static class RepositoryPaths
{
    static readonly Lazy<string> LazyRoot = new(FindRoot);

    /// <summary>The folder that holds TalosBoot.sln.</summary>
    public static string Root => LazyRoot.Value;

    /// <summary>
    /// A file or folder of the upstream vectors, which are read in place: <c>TALOSBOOT_VECTORS</c>, default <c>../shared/vectors</c> beside
    /// the repository. Skips the test with a reason (or fails it where tools are required) when it is absent.
    /// </summary>
    public static string Vector(params string[] parts)
    {
        VectorUsers.Note(isRequired: true);
        var path = Find(parts);
        if (path is null)
        {
            ForeignTool.SkipOrFail($"The upstream vector {string.Join('/', parts)} is absent. Set TALOSBOOT_VECTORS to the folder of the vectors.");
        }

        return path;
    }

    /// <summary>As <see cref="Vector"/>, and null where it is absent: for tables of tests, which are made before any test runs.</summary>
    public static string? TryVector(params string[] parts)
    {
        VectorUsers.Note(isRequired: false);
        return Find(parts);
    }

    static string? Find(string[] parts)
    {
        var path = Path.Combine([Environment.GetEnvironmentVariable("TALOSBOOT_VECTORS") ?? Path.Combine(Root, "..", "shared", "vectors"), .. parts]);
        return File.Exists(path) || Directory.Exists(path) ? path : null;
    }

    static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "TalosBoot.sln")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
