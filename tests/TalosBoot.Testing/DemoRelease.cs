namespace TalosBoot.Testing;

/// <summary>The demo release that demo/build-release.sh makes from Debian packages, as an OCI layout.</summary>
public static class DemoRelease
{
    public const string Version = "v1.12.0";

    /// <summary>The folder of the layout. Skips the test with a reason when it was not built.</summary>
    public static string Folder => Existing("release", "demo/build-release.sh --arch amd64,arm64");

    /// <summary>The same with so much more in its root that a UKI has about 150 MB.</summary>
    public static string RealisticFolder => Existing("release-realistic", "demo/build-release.sh --realistic");

    public static string Reference(string name, string tag = Version) => $"ghcr.io/siderolabs/{name}:{tag}";

    static string Existing(string name, string command)
    {
        var path = Path.Combine(RepositoryPaths.Root, "demo", "out", name);
        if (!File.Exists(Path.Combine(path, "index.json")))
        {
            ForeignTool.SkipOrFail($"The demo release was not built. Run {command}.");
        }

        return path;
    }
}
