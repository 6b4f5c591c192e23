using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Initramfs.Tests.KernelModules;

/// <summary>
/// The whole module tree of a Debian kernel against the depmod of the machine. TALOSBOOT_MODULES_TREE names a folder that holds
/// <c>lib/modules/(version)</c>, such as an unpacked linux-image package.
/// </summary>
public class DebianModulesTests
{
    /// <summary>A module of an extension, and one that takes the place of one of the kernel.</summary>
    static readonly (string Name, ElfModule Module)[] Extra =
    [
        ("extras/own.ko", new ElfModule { Needs = ["drm_ioctl", "ext4_own"], Information = ["alias=own-*", "softdep=pre: loop", "weakdep=zram"] }),
        ("extras/ext4.ko", new ElfModule { Exports = ["ext4_own"], Needs = ["crc32c"], Information = ["alias=fs-ext4"] }),
    ];

    [Test]
    public void Equals_the_files_of_the_installed_depmod()
    {
        ForeignTool.Require("depmod");
        var root = Environment.GetEnvironmentVariable("TALOSBOOT_MODULES_TREE");
        if (root is null || !Directory.Exists(Path.Combine(root, "lib", "modules")))
        {
            ForeignTool.SkipOrFail("Set TALOSBOOT_MODULES_TREE to a folder with lib/modules of an unpacked Debian linux-image package.");
        }

        var folder = Directory.GetDirectories(Path.Combine(root!, "lib", "modules")).Single();
        var version = Path.GetFileName(folder);
        using var work = new TemporaryFolder();
        ForeignTool.Run("cp", "-rs", Path.GetFullPath(Path.Combine(root!, "lib")), work.Path);
        foreach (var (name, module) in Extra)
        {
            work.WriteFile($"lib/modules/{version}/{name}", module.ToBytes());
        }

        Assert.That(InstalledDepmod.Run(work, version).ExitCode, Is.Zero);

        var path = $"lib/modules/{version}";
        var tree = ModuleTrees.Load(folder, path);
        foreach (var (name, module) in Extra)
        {
            tree.SetFile($"{path}/{name}", BlobSource.FromBytes(module.ToBytes()));
        }

        var result = KernelModuleIndexing.Build(tree, path, new() { Format = InstalledDepmod.Format });
        Assert.That(result.ModuleCount, Is.GreaterThan(1000));
        foreach (var (name, content) in result.Files)
        {
            Assert.That(content.ToArray(), Is.EqualTo(File.ReadAllBytes(work["lib", "modules", version, name])), name);
        }
    }
}
