namespace TalosBoot.Testing;

/// <summary>Mounts that one process sees and no other, which need no root on most systems: unshare -rm.</summary>
public static class PrivateMount
{
    /// <summary>Skips the test where nobody may make such a mount, or fails it where tools are required.</summary>
    public static void Require()
    {
        using var folder = new TemporaryFolder();
        var probe = Directory.CreateDirectory(folder["probe"]).FullName;
        if (ForeignTool.TryRun("unshare", ["-rm", "mount", "-t", "tmpfs", "none", probe]).ExitCode != 0)
        {
            ForeignTool.SkipOrFail("This system lets nobody mount a file system of its own.");
        }
    }
}
