using TalosBoot.Initramfs.KernelModules;
using TalosBoot.Testing;

namespace TalosBoot.Initramfs.Tests.KernelModules;

/// <summary>
/// The whole module tree of a Debian kernel against the depmod of the machine. TALOSBOOT_MODULES_TREE names a folder that holds
/// <c>lib/modules/(version)</c>, such as an unpacked linux-image package.
/// </summary>
public class DebianModulesTests
{
    [Test]
    public void Equals_the_files_of_the_installed_depmod()
    {
        ForeignTool.Require("depmod");
        var root = Environment.GetEnvironmentVariable("TALOSBOOT_MODULES_TREE");
        if (root is null || !Directory.Exists(Path.Combine(root, "lib", "modules")))
        {
            Assert.Ignore("Set TALOSBOOT_MODULES_TREE to a folder with lib/modules of an unpacked Debian linux-image package.");
        }

        var folder = Directory.GetDirectories(Path.Combine(root!, "lib", "modules")).Single();
        var version = Path.GetFileName(folder);
        using var work = new TemporaryFolder();
        ForeignTool.Run("cp", "-rs", Path.GetFullPath(Path.Combine(root!, "lib")), work.Path);
        var configuration = work.WriteFile("depmod.conf", "search extras built-in\n"u8);
        ForeignTool.Run("depmod", "-b", work.Path, "-C", configuration, version);

        var path = $"lib/modules/{version}";
        var result = KernelModuleIndex.Build(ModuleTrees.Load(folder, path), path, new() { Format = KernelModuleIndexFormat.Kmod30 });
        Assert.That(result.ModuleCount, Is.GreaterThan(1000));
        foreach (var (name, content) in result.Files)
        {
            Assert.That(content.ToArray(), Is.EqualTo(File.ReadAllBytes(work["lib", "modules", version, name])), name);
        }
    }
}
