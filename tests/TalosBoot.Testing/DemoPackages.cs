namespace TalosBoot.Testing;

/// <summary>The Debian packages that the demo release is made from, as it left them: unpacked.</summary>
public static class DemoPackages
{
    /// <summary>A file or folder of a package; of the newest, where there are several. It need not exist.</summary>
    /// <param name="architecture">Such as <c>arm64</c>.</param>
    /// <param name="package">The name of the package.</param>
    /// <param name="path">The path in the package.</param>
    public static string Find(string architecture, string package, string path)
    {
        var unpacked = Path.Combine(RepositoryPaths.Root, "demo", "out", "cache", "unpacked", architecture);
        var folders = Directory.Exists(unpacked) ? Directory.GetDirectories(unpacked, $"{package}_*") : [];
        return Path.Combine(folders.Order(StringComparer.Ordinal).LastOrDefault(unpacked), path);
    }

    /// <summary>A file of a package. Skips the test with a reason when the demo release was not built.</summary>
    public static string RequireFile(string architecture, string package, string path)
    {
        var file = Find(architecture, package, path);
        if (!File.Exists(file))
        {
            ForeignTool.SkipOrFail($"{file} is absent. Run demo/build-release.sh --arch amd64,arm64.");
        }

        return file;
    }
}
