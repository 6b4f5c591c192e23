using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Volumes;

/// <summary>A volume that a Linux kernel has mounted. Only root can ask it.</summary>
sealed class KernelMount : IDisposable
{
    KernelMount(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Mounts a volume. A kernel that knows the file system and refuses the volume fails the test, and one that does not know it skips the test.</summary>
    /// <param name="folder">Where it makes its mount point.</param>
    /// <param name="image">The volume.</param>
    /// <param name="type">The file system.</param>
    /// <param name="access"><c>ro</c> or <c>rw</c>.</param>
    public static KernelMount Of(TemporaryFolder folder, string image, string type, string access)
    {
        ForeignTool.RequireRoot("Only root on Linux can mount.");
        var mount = Directory.CreateDirectory(folder["mount"]).FullName;
        var result = ForeignTool.TryRun("mount", ["-t", type, "-o", $"loop,{access}", image, mount]);
        if (result.ExitCode != 0)
        {
            if (ForeignTool.TryRun("grep", ["-qw", type, "/proc/filesystems"]).ExitCode == 0
                && ForeignTool.TryRun("losetup", ["-f"]).ExitCode == 0)
            {
                Assert.Fail($"The kernel does not mount the volume: {result.Error}");
            }

            ForeignTool.SkipOrFail($"This kernel or container does not mount {type}: {result.Error}");
        }

        return new KernelMount(mount);
    }

    public void Dispose() => ForeignTool.Run("umount", Folder);
}
