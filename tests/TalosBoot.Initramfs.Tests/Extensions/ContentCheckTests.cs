using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Initramfs.Extensions;

namespace TalosBoot.Initramfs.Tests.Extensions;

public sealed class ContentCheckTests
{
    // pkg/machinery/extensions/extensions_test.go, and the lists of the release branches (initramfs.md 5.3).
    [TestCase("1.0.0", "/boot/vmlinuz", false)]
    [TestCase("1.0.0", "/usr/lib64/a.so", false)]
    [TestCase("1.0.0", "/usr/local/bin/a", true)]
    [TestCase("1.4.0", "/etc/vulkan/a", false)]
    [TestCase("1.5.0", "/etc/vulkan/a", true)]
    [TestCase("1.8.0", "/usr/etc/udev/rules.d/1.rules", true)]
    [TestCase("1.8.0", "/usr/lib/udev/rules.d/1.rules", false)]
    [TestCase("1.9.0", "/usr/etc/udev/rules.d/1.rules", false)]
    [TestCase("1.9.0", "/usr/lib/udev/rules.d/1.rules", true)]
    [TestCase("1.9.0", "/sbin/ldconfig", true)]
    [TestCase("1.9.0", "/lib/modules/6/a.ko", true)]
    [TestCase("1.10.0", "/lib/modules/6/a.ko", false)]
    [TestCase("1.10.0", "/usr/lib/modules/6/a.ko", true)]
    [TestCase("1.11.0", "/usr/lib/ld-linux-aarch64.so.1", false)]
    [TestCase("1.12.0", "/usr/lib/ld-linux-aarch64.so.1", true)]
    [TestCase("1.12.0", "/usr/bin/nvme", false)]
    [TestCase("1.13.0", "/usr/bin/nvme", true)]
    [TestCase("main", "/usr/bin/nvidia-smi", true)]
    public void Each_version_has_its_places(string version, string path, bool allowed)
    {
        foreach (var check in new[] { ExtensionContentCheck.Prefix, ExtensionContentCheck.Strict })
        {
            AssertCheck(version, path, check, allowed);
        }
    }

    [TestCase("/usr/localfoo", ExtensionContentCheck.Prefix, true)]
    [TestCase("/usr/localfoo", ExtensionContentCheck.Strict, false)]
    [TestCase("/etc/ld.so.conf.d/a", ExtensionContentCheck.Prefix, true)]
    [TestCase("/etc/ld.so.conf.d/a", ExtensionContentCheck.Strict, false)]
    [TestCase("/etc/ld.so.conf", ExtensionContentCheck.Strict, true)]
    [TestCase("/etc/passwd", ExtensionContentCheck.None, true)]
    public void The_strict_check_looks_at_whole_names(string path, ExtensionContentCheck check, bool allowed) => AssertCheck("1.13.0", path, check, allowed);

    [Test]
    public void Special_files_are_refused_and_folders_may_be_anywhere()
    {
        var tree = new FileTree();
        tree.EnsureDirectory("boot/empty");
        var extension = new SystemExtension("e", new ExtensionManifest(), tree.Root);
        Assert.That(() => Check(extension, "1.13.0", ExtensionContentCheck.Strict), Throws.Nothing);
        tree.Set("usr/local/fifo", new SpecialFile(SpecialFileKind.Fifo, FileMetadata.DefaultFile, 0, 0));
        var exception = Assert.Throws<ExtensionException>(() => Check(extension, "1.13.0", ExtensionContentCheck.Prefix))!;
        Assert.That((exception.DiagnosticId, exception.Path), Is.EqualTo(("TB3010", "/usr/local/fifo")));
        Assert.That(exception.Message, Does.Contain("special files are not allowed: \"/usr/local/fifo\""));
    }

    static void AssertCheck(string version, string path, ExtensionContentCheck check, bool allowed)
    {
        var tree = new FileTree();
        tree.SetFile(path, BlobSource.FromText("x"));
        var extension = new SystemExtension("e", new ExtensionManifest(), tree.Root);
        if (allowed)
        {
            Assert.That(() => Check(extension, version, check), Throws.Nothing);
            return;
        }

        var exception = Assert.Throws<ExtensionException>(() => Check(extension, version, check))!;
        Assert.That((exception.DiagnosticId, exception.Path), Is.EqualTo(("TB3009", path)));
        Assert.That(exception.Message, Does.Contain($"path \"{path}\" is not allowed in extensions"));
    }

    static void Check(SystemExtension extension, string version, ExtensionContentCheck check) =>
        SystemExtensionValidator.ValidateContent(extension, TalosVersion.Parse(version), check);
}
